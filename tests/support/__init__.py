"""What tests of every part share: servers, clients, and a way to deliver events."""
