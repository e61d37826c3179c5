"""Leased work: rows that a worker takes one by one, tries, puts off and gives up, whichever context they belong to.

The row is the work, and is written in the transaction that decided it. To add a kind of work:

1. Subclass `LeasedWork` in the context's models, and state in `work` the name of its task, its lease and its back-off;
   state which states mean pending and given up where they aren't PENDING and DEAD, and index `next_attempt_at` of what is pending.
2. Write a use case that calls `objects.claim`, works with no transaction open, and ends with `finish`, `put_off` or `give_up`.
3. Write the task of that name: it takes the row's id and calls the use case. What takes long gets a route to one of the long queues (`config/queues.py`).
4. Enqueue it with `riz.tasks.enqueue_after_commit` where the row is made. That only saves time: `work.sweep` finds every row that is due.
5. Mix `RepeatsWork` into the row's staff screen, where people see what was given up and have it tried again.
"""
