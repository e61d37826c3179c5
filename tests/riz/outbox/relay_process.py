"""A real relay with the handlers of the tests: `python -m tests.riz.outbox.relay_process`."""

import django

if __name__ == "__main__":
    django.setup()

    from riz.outbox.running import RelayProcess
    from tests.riz.outbox import things

    with things.both_listening():
        RelayProcess().run()
