"""What pretraining brings: a language model of the field, fine-tuned on the expert's lessons in
several arms, beside a Pebble that learns from the same decisions from scratch.

``python -m training.pretrained``. It uses ``demos``, ``data``, ``sft`` and ``evaluation``. In: a
recipe. Out: planners, and a table of how they play and follow plans.
"""
