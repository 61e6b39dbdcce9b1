"""Supervised fine-tuning on a teacher's decisions, with transformers' Trainer.

It departs from the paper in that each decision is an example of its own, its prompt being what is
read when playing, and in that plan tokens and action tokens can be weighted. The loss of an update
is the weighted mean over its completion tokens; the KL divergence to the base model, if it is asked
for, is weighted in the same way.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from zipfile import BadZipFile

import torch
from torch import Tensor
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter
from transformers import (
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)
from transformers.integrations import TensorBoardCallback
from transformers.utils import logging

from agent.planners import settings
from training.data.batches import Batch, Collator, GroupedBatches
from training.data.examples import Examples
from training.data.tokenizer import TokenizerError, pebble_tokenizer, tokenizer_digest
from training.models import attention, load, pebble
from training.models.labels import LabelLogits, as_llama
from training.models.losses import kl_divergence, weighted_losses
from training.models.optimizers import MuonWithAdamW
from training.runs.folder import RunFolder
from training.runs.recipe import RecipeError
from training.sft import metrics as offline
from training.sft import rollout_eval
from training.sft.recipe import Recipe

# seconds: other devices wait while the first one plays the closed-loop episodes
_COLLECTIVE_TIMEOUT = 4 * 3600
OnLog = Callable[[int, dict[str, float]], None]


def train(
    recipe: Recipe, folder: Path, *, resume: bool = False, on_log: OnLog | None = None
) -> dict[str, Any]:
    """Follow a recipe, or go on with it.

    Args:
        recipe: what to do.
        folder: of the run; see ``training.runs.folder``.
        resume: go on from the newest checkpoint; the losses are those of a run that was not
            stopped.
        on_log: told of each entry of the log with its update.

    Returns:
        what ``metrics.json`` holds. ``decisions_per_second``: of all devices, in the median
            update, so that neither the compiler's work nor evaluations count.

    Raises RecipeError for whatever cannot be done as asked, OSError if the disk does not take a
    file.
    """
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    run = RunFolder(folder)
    parts = {file: _load(file) for file in (*recipe.train, recipe.held_out)}
    # before the model, which DeepSpeed then shards while it is loaded
    args = _arguments(recipe, run)
    set_seed(recipe.seed)
    model, tokenizer = _model(recipe)
    vocabulary = model.config.get_text_config().vocab_size
    _require_tokenizer(parts, tokenizer, recipe.model)
    examples, held_out = (
        Examples.joined([parts[file] for file in recipe.train]),
        parts[recipe.held_out],
    )
    for name, some in (("train", examples), ("held_out", held_out)):
        _check(name, some, recipe, vocabulary)
    base = None if recipe.base is None else _base(recipe.base, recipe, vocabulary).to(args.device)
    with args.main_process_first():
        if args.process_index == 0:
            run.begin(recipe, resume=resume)
    checkpoint = run.last_checkpoint()
    step = 0 if checkpoint is None else int(checkpoint.name)
    if recipe.precision == "bf16" and args.device.type == "cpu":
        attention.use_fp32(model)
    if checkpoint is not None and step >= recipe.steps:
        state = TrainerState.load_from_json(str(checkpoint / "trainer_state.json"))
    else:
        trainer = SftTrainer(recipe, run, args, model, tokenizer, base, examples, held_out)
        trainer.add_callback(_Watch(recipe, run, on_log))
        if trainer.is_world_process_zero():
            trainer.add_callback(
                TensorBoardCallback(SummaryWriter(str(run.tensorboard), purge_step=step + 1))
            )
        trainer.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))
        state = trainer.state
    metrics = _summary(state, recipe)
    if args.process_index == 0:
        run.write_metrics(metrics)
        shutil.rmtree(run.drafts, ignore_errors=True)
    return metrics


class SftTrainer(Trainer):  # type: ignore[misc]  # the library has no types
    """Trainer with weighted completion tokens, the KL penalty, our evaluation, and checkpoints that
    are whole or not there.
    """

    def __init__(
        self,
        recipe: Recipe,
        run: RunFolder,
        args: TrainingArguments,
        model: Any,
        tokenizer: Any,
        base: Any,
        examples: Examples,
        held_out: Examples,
    ) -> None:
        super().__init__(
            model=model,
            args=args,
            train_dataset=range(len(examples)),  # the collator looks the examples up
            eval_dataset=range(len(held_out)),
            processing_class=tokenizer,
        )
        self.remove_callback(PrinterCallback)
        self.loss_is_scaled_for_ga = True
        self._recipe = recipe
        self._run = run
        self._base = base
        self._examples = examples
        self._held_out = offline.sample(held_out, recipe.evaluation.examples)
        self._logits = LabelLogits(compiled=recipe.compile)
        wrapped = args.world_size > 1 or self.is_deepspeed_enabled or self.is_fsdp_enabled
        own_pass = wrapped or recipe.gradient_checkpointing or as_llama(model) is None
        if recipe.compile and own_pass:
            model.compile(dynamic=True)

    def create_optimizer(self, *arguments: Any, **keywords: Any) -> Any:
        """Muon with AdamW if the recipe has a learning rate for it."""
        if self._recipe.optimizer.muon_lr:
            self.optimizer: Any = MuonWithAdamW(self.model, self._recipe.optimizer)
        return super().create_optimizer(*arguments, **keywords)

    def get_train_dataloader(self) -> DataLoader[Any]:
        """Batches of similar length."""
        batches = GroupedBatches(self._examples.lengths, self._recipe.batch, self._recipe.seed)
        collator = Collator(self._examples, self._recipe.loss)
        loader: DataLoader[Any] = DataLoader(
            self.train_dataset, batch_sampler=batches, collate_fn=collator
        )
        prepared: DataLoader[Any] = self.accelerator.prepare(loader)
        return prepared

    def get_batch_samples(
        self, epoch_iterator: Iterator[Batch], num_batches: int, device: torch.device
    ) -> tuple[list[Batch], Tensor | int | None]:
        """The batches of an update, and the weight of all their tokens: the mean over devices, as
        gradients are averaged.
        """
        batches = list(islice(epoch_iterator, num_batches))
        weights = [batch["weights"].abs().sum() for batch in batches]
        weight = torch.stack(weights).sum().to(device)
        if self.args.world_size > 1:
            weight = self.accelerator.reduce(weight, "mean")
        return batches, weight

    def compute_loss(
        self,
        model: Any,
        inputs: Batch,
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """The part of an update's loss that comes from one of its batches."""
        weighed = inputs["weights"] != 0
        labels, weights = inputs["labels"][weighed], inputs["weights"][weighed]
        # The library puts autocast around the model's own pass alone.
        with self.accelerator.autocast():
            found = self._logits(model, inputs)
        losses = weighted_losses(found, labels, weights)
        if self._recipe.loss.kl:
            with torch.no_grad():
                base = self._logits(self._base, inputs).log_softmax(-1)
            apart = kl_divergence(found.log_softmax(-1), base)
            losses = losses + self._recipe.loss.kl * apart * weights.abs()
        weight = weights.abs().sum() if num_items_in_batch is None else num_items_in_batch
        loss = losses.sum() / weight
        return (loss, {"logits": found}) if return_outputs else loss

    def evaluate(self, *_: Any, metric_key_prefix: str = "eval", **__: Any) -> dict[str, float]:
        """Measure on held-out examples and in play, and keep the model if it is the best so far."""
        self.model.eval()
        measured = offline.measure(
            self.model,
            self._held_out,
            self._recipe.loss,
            base=self._base,
            batch_size=self._recipe.batch,
        )
        draft = self._run.drafts / "best"
        self._save_whole_model(draft)
        if self.is_world_process_zero():
            measured |= rollout_eval.measure(draft, str(self.args.device), self._recipe.evaluation)
        metrics = {f"{metric_key_prefix}_{name}": value for name, value in measured.items()}
        former = [
            _rank(entry, metric_key_prefix)
            for entry in self.state.log_history
            if f"{metric_key_prefix}_loss" in entry
        ]
        if self.is_world_process_zero() and all(
            _rank(metrics, metric_key_prefix) > rank for rank in former
        ):
            self._run.keep_best(draft)
        self.accelerator.wait_for_everyone()
        self.log(metrics)
        self.control: TrainerControl = self.callback_handler.on_evaluate(
            self.args, self.state, self.control, metrics
        )
        return metrics

    def _save_whole_model(self, folder: Path) -> None:
        """Write an ordinary model folder that plays as it is measured; adapters are merged into the
        model that they are for.
        """
        if self.is_world_process_zero():
            shutil.rmtree(folder, ignore_errors=True)
        self.accelerator.wait_for_everyone()
        self.save_model(str(folder))
        if not self.is_world_process_zero():
            return
        (folder / "training_args.bin").unlink()
        settings.write(self._recipe.evaluation.planner, folder)
        if self._recipe.lora:
            load.merge(folder)

    def _save_checkpoint(self, *arguments: Any, **keywords: Any) -> None:
        """Renamed when it is written: a checkpoint that is seen is whole."""
        super()._save_checkpoint(*arguments, **keywords)
        self.accelerator.wait_for_everyone()
        if self.is_world_process_zero():
            step = self.state.global_step
            self._run.keep_checkpoint(self._run.drafts / f"checkpoint-{step}", step)


class _Watch(TrainerCallback):  # type: ignore[misc]
    """Writes the curves, times the updates, and stops when the time is over."""

    def __init__(self, recipe: Recipe, run: RunFolder, on_log: OnLog | None) -> None:
        self._recipe = recipe
        self._run = run
        self._on_log = on_log
        self._begun = time.monotonic()
        self._update_begun = self._begun
        self._seconds: list[float] = []  # of each update since the last entry of the log

    def on_step_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self._update_begun = time.monotonic()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self._seconds.append(time.monotonic() - self._update_begun)
        # A stop between two entries of the log, or a checkpoint there, would part the mean loss of
        # the later one in two.
        control.should_log |= control.should_save
        minutes = (time.monotonic() - self._begun) / 60
        if (
            control.should_log
            and self._recipe.max_minutes is not None
            and minutes >= self._recipe.max_minutes
        ):
            control.should_save = control.should_training_stop = True

    def on_log(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        entry = state.log_history[-1]
        if "loss" in entry and self._seconds:
            decisions = self._recipe.batch * self._recipe.accumulate * args.world_size
            entry["decisions_per_second"] = decisions / median(self._seconds)
            self._seconds = []
        if state.is_world_process_zero:
            self._run.write_curves(state.log_history)
            if self._on_log:
                self._on_log(state.global_step, entry)


def _arguments(recipe: Recipe, run: RunFolder) -> TrainingArguments:
    optimizer = recipe.optimizer
    return TrainingArguments(
        output_dir=str(run.drafts),
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.batch,
        gradient_accumulation_steps=recipe.accumulate,
        activation_checkpointing=recipe.gradient_checkpointing,
        bf16=recipe.precision == "bf16",
        use_cpu=not torch.cuda.is_available(),
        seed=recipe.seed,
        optim="adamw_torch_fused",
        learning_rate=optimizer.lr,
        lr_scheduler_type=optimizer.schedule,
        warmup_steps=optimizer.warmup,
        weight_decay=optimizer.weight_decay,
        adam_beta1=optimizer.beta1,
        adam_beta2=optimizer.beta2,
        max_grad_norm=optimizer.clip,
        logging_steps=recipe.log_every,
        logging_nan_inf_filter=False,
        include_num_input_tokens_seen="non_padding",
        eval_strategy="steps",
        eval_steps=recipe.evaluation.every,
        save_strategy="steps",
        save_steps=recipe.checkpoint_every,
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=torch.cuda.is_available(),
        ddp_timeout=_COLLECTIVE_TIMEOUT,
    )


def _load(file: Path) -> Examples:
    try:
        examples = Examples.load(file)
    except OSError as error:
        raise RecipeError(f"{file} cannot be read: {error.strerror or error}") from error
    except TokenizerError as error:
        raise RecipeError(str(error)) from error
    except (ValueError, KeyError, BadZipFile) as error:
        raise RecipeError(f"{file} holds no examples: {error}") from error
    if not len(examples):
        raise RecipeError(f"{file} holds no examples")
    return examples


def _require_tokenizer(parts: Mapping[Path, Examples], tokenizer: Any, model: str) -> None:
    try:
        due = tokenizer_digest(tokenizer)
        for file, examples in parts.items():
            examples.require_tokenizer(file, due, model)
    except TokenizerError as error:
        raise RecipeError(str(error)) from error


def _check(name: str, examples: Examples, recipe: Recipe, vocabulary: int) -> None:
    longest = int(examples.lengths.max())
    if longest > recipe.context:
        raise RecipeError(
            f"{name}: the longest example has {longest} tokens; the context is {recipe.context}"
        )
    largest = int(examples.ids.max())
    if largest >= vocabulary:
        raise RecipeError(
            f"{name}: token {largest} is none of the model's {vocabulary}; make the "
            "examples with its tokenizer"
        )


def _model(recipe: Recipe) -> tuple[Any, Any]:
    """Model and tokenizer."""
    if recipe.model == "pebble":
        tokenizer = pebble_tokenizer()
        return pebble.model(
            vocabulary=len(tokenizer), context=recipe.context, seed=recipe.seed
        ), tokenizer
    # Trained weights have 32 bits; bf16 is a matter of autocast.
    model = load.causal(recipe.model, torch.float32)
    if recipe.lora:
        model = load.adapted(model, recipe.lora, "CAUSAL_LM")
    return model, load.tokenizer(recipe.model)


def _base(name: str, recipe: Recipe, vocabulary: int) -> Any:
    """The model that the divergence is measured from; never trained."""
    base = load.causal(name, torch.bfloat16 if recipe.precision == "bf16" else torch.float32)
    if base.config.get_text_config().vocab_size != vocabulary:
        raise RecipeError(f"the base {name} has another vocabulary than the model {recipe.model}")
    return base.eval().requires_grad_(False)


def _rank(entry: dict[str, float], prefix: str) -> tuple[float, float]:
    """The better, the larger: more achievements, then less loss."""
    return entry.get(f"{prefix}_unlocked", 0.0), -entry[f"{prefix}_loss"]


def _summary(state: TrainerState, recipe: Recipe) -> dict[str, Any]:
    evaluations: Sequence[dict[str, Any]] = [
        entry for entry in state.log_history if "eval_loss" in entry
    ]
    rates = [
        entry["decisions_per_second"]
        for entry in state.log_history
        if "decisions_per_second" in entry
    ]
    return {
        "finished": state.global_step >= recipe.steps,
        "steps": state.global_step,
        "tokens": state.num_input_tokens_seen,
        "decisions_per_second": median(rates) if rates else None,
        "last": evaluations[-1] if evaluations else None,
        "best": max(evaluations, key=lambda entry: _rank(entry, "eval"), default=None),
    }
