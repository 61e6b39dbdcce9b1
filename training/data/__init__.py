"""From traces to batches: which records, which labels, the tokenizer, examples in files, their
order.

Imports ``agent``, ``play``, ``instructions`` and ``runs``. In go traces; out come ``Examples``
(.npz) and batches of tensors.
"""
