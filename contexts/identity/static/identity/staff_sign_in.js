"use strict";

// Has a passkey sign what the page asks for, and sends it with the form.
(function () {
  const button = document.getElementById("use-passkey");
  const failed = document.getElementById("passkey-failed");
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) return;

  button.hidden = false;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(button.dataset.options));
      const credential = await navigator.credentials.get({ publicKey });
      document.getElementById("id_passkey").value = JSON.stringify(credential.toJSON());
      document.getElementById("login-form").submit();
    } catch {
      failed.hidden = false;
    }
  });
})();
