"""The command line: `python -m photosort_training COMMAND …`."""

import argparse
import json
import sys
from pathlib import Path

from photosort_training.configuration import read_configuration
from photosort_training.data.people import find_people, read_names
from photosort_training.errors import TrainingError
from photosort_training.evaluation.pairs import people_of_fold, read_pairs

INTERRUPTED = 130
USAGE = 64
# Of photos that a detector searches, in pixels.
LEAST_SIDE = 32


def main(arguments: list[str] | None = None) -> int:
    """Runs a command and returns the exit status: 0 done, 1 failed, 64 usage, 130 interrupted."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except TrainingError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        # Of folders that are files, missing or not to be written, and disks that are full.
        place = f"{error.filename}: " if error.filename else ""
        print(f"Error: {place}{error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    """A parser that ends with photosort's status for wrong usage."""

    def error(self, message: str) -> None:
        """Says what is wrong and ends."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    """Returns the parser of all commands."""
    parser = _Parser(prog="photosort_training", description="Trains face embedders and detectors.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    train = commands.add_parser("train", help="train a network by a configuration")
    train.add_argument("configuration", type=Path)
    _add_data(train)
    train.add_argument("--output", type=Path, required=True, help="the run's folder")
    train.add_argument("--test-people", type=Path, help="a file of names, kept for testing")
    train.add_argument("--teachers", type=Path, help="the folder of a distillation's teacher")
    train.add_argument("--start-from", type=Path, help="a run or an exported model to begin with")
    train.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    train.set_defaults(run=_train)

    evaluate = commands.add_parser("evaluate", help="measure a run on its test people")
    evaluate.add_argument("run_folder", type=Path, metavar="RUN")
    _add_data(evaluate)
    evaluate.add_argument("--pairs", type=Path, help="a list of pairs in the form of LFW's")
    evaluate.set_defaults(run=_evaluate)

    _add_outputs(commands)
    _add_detector(commands)
    _add_landmarks(commands)
    names = commands.add_parser("names", help="print the people of a fold of a list of pairs")
    names.add_argument("pairs", type=Path)
    names.add_argument("--fold", type=int, required=True, help="from 1")
    _add_folders(names, "--data", "people, of whom alone names are printed")
    names.set_defaults(run=_names)
    return parser


def _add_outputs(commands: argparse._SubParsersAction) -> None:
    """Adds the commands that write what a run has learned."""
    export = commands.add_parser("export", help="write an evaluated run as ONNX with a manifest")
    export.add_argument("run_folder", type=Path, metavar="RUN")
    export.add_argument("--output", type=Path, required=True, help="a folder")
    export.add_argument("--data-description", default="not stated", help="for provenance")
    export.set_defaults(run=_export)

    embed = commands.add_parser("embed", help="write the embeddings of crops")
    embed.add_argument("run_folder", type=Path, metavar="RUN")
    _add_data(embed)
    embed.add_argument("--output", type=Path, required=True, help="an .npz file")
    embed.set_defaults(run=_embed)


def _add_detector(commands: argparse._SubParsersAction) -> None:
    """Adds the commands for a detector."""
    train = commands.add_parser("detector-train", help="train a face detector by a configuration")
    train.add_argument("configuration", type=Path)
    _add_folders(train, "--data", "photos; each folder is drawn from as often as another", True)
    _add_folders(train, "--negatives", "photos without faces")
    train.add_argument("--teachers", type=Path, required=True, help="the teacher's folder")
    train.add_argument("--output", type=Path, required=True, help="the run's folder")
    train.add_argument("--start-from", type=Path, help="a run whose weights to begin with")
    train.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    train.set_defaults(run=_train_detector)

    evaluate = commands.add_parser("detector-evaluate", help="measure a detector by its teacher")
    evaluate.add_argument("run_folder", type=Path, metavar="RUN")
    evaluate.add_argument("--teachers", type=Path, required=True, help="the teacher's folder")
    _add_folders(evaluate, "--negatives", "photos without faces", True)
    _add_folders(evaluate, "--photos", "photos on which the teacher is asked")
    evaluate.add_argument(
        "--labels",
        type=Path,
        action="append",
        default=[],
        help="a list of boxes, file,x1,y1,x2,y2,kind; may be given again",
    )
    evaluate.add_argument(
        "--side", type=_side, default=640, help="the longer side of photos, pixels"
    )
    evaluate.add_argument("--embedder", help="an embedder for the faces of --photos")
    evaluate.add_argument("--landmarks", type=Path, help="a run that refines the landmarks")
    evaluate.set_defaults(run=_evaluate_detector)

    export = commands.add_parser("detector-export", help="write an evaluated detector as ONNX")
    export.add_argument("run_folder", type=Path, metavar="RUN")
    export.add_argument("--output", type=Path, required=True, help="a folder")
    export.add_argument("--data-description", default="not stated", help="for provenance")
    export.add_argument("--landmarks", type=Path, help="a run that refines the landmarks")
    export.set_defaults(run=_export_detector)


def _side(text: str) -> int:
    """Returns the side of photos that a detector searches.

    Raises:
        ArgumentTypeError: when it is less than one cell of the coarsest map.
    """
    if not text.isdecimal() or int(text) < LEAST_SIDE:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of {LEAST_SIDE} pixels or more")
    return int(text)


def _add_landmarks(commands: argparse._SubParsersAction) -> None:
    """Adds the commands for a detector's landmarks."""
    train = commands.add_parser("landmarks-train", help="train what places a detector's landmarks")
    train.add_argument("configuration", type=Path)
    _add_folders(train, "--data", "photos", True)
    train.add_argument("--teachers", type=Path, required=True, help="the teacher's folder")
    train.add_argument("--output", type=Path, required=True, help="the run's folder")
    train.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    train.set_defaults(run=_train_landmarks)


def _add_folders(
    parser: argparse.ArgumentParser, option: str, what: str, required: bool = False
) -> None:
    """Adds an option for folders that may be given again."""
    parser.add_argument(
        option,
        type=Path,
        action="append",
        required=required,
        default=None if required else [],
        help=f"a folder of {what}; may be given again",
    )


def _add_data(parser: argparse.ArgumentParser) -> None:
    """Adds the option for folders of crops."""
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        required=True,
        help="a folder with a folder of crops for each person; may be given again",
    )


# The commands import what needs PyTorch when they run, so that --help and errors come at once.


def _train(options: argparse.Namespace) -> int:
    from photosort_training.commands.train import train

    test_names = read_names(options.test_people) if options.test_people else frozenset()
    is_done = train(
        read_configuration(options.configuration),
        options.data,
        test_names,
        options.teachers,
        options.output,
        resume=options.resume,
        start_from=options.start_from,
    )
    return 0 if is_done else INTERRUPTED


def _evaluate(options: argparse.Namespace) -> int:
    from photosort_training.commands.evaluate import evaluate

    pairs = read_pairs(options.pairs) if options.pairs else []
    result = evaluate(options.run_folder, options.data, pairs)
    print(json.dumps({"thresholds": result["thresholds"], "test": result["test"]}, indent=2))
    return 0


def _export(options: argparse.Namespace) -> int:
    from photosort_training.commands.export import export

    for path in export(options.run_folder, options.output, options.data_description):
        print(path)
    return 0


def _embed(options: argparse.Namespace) -> int:
    from photosort_training.commands.embed import embed

    count = embed(options.run_folder, options.data, options.output)
    print(f"{count} embeddings: {options.output}")
    return 0


def _train_detector(options: argparse.Namespace) -> int:
    from photosort_training.commands.detector import train_detector
    from photosort_training.detection.settings import read_detector_configuration

    is_done = train_detector(
        read_detector_configuration(options.configuration),
        options.data,
        options.negatives,
        options.teachers,
        options.output,
        resume=options.resume,
        start_from=options.start_from,
    )
    return 0 if is_done else INTERRUPTED


def _evaluate_detector(options: argparse.Namespace) -> int:
    from photosort_training.commands.detector import evaluate_detector
    from photosort_training.detection.report import table

    result = evaluate_detector(
        options.run_folder,
        options.teachers,
        options.side,
        options.negatives,
        options.labels,
        options.photos,
        options.embedder,
        options.landmarks,
    )
    print(table(result))
    return 0


def _export_detector(options: argparse.Namespace) -> int:
    from photosort_training.commands.detector import export_detector_run

    paths = export_detector_run(
        options.run_folder, options.output, options.data_description, options.landmarks
    )
    for path in paths:
        print(path)
    return 0


def _train_landmarks(options: argparse.Namespace) -> int:
    from photosort_training.commands.landmarks import train_landmarks
    from photosort_training.landmarks.settings import read_landmark_configuration

    is_done = train_landmarks(
        read_landmark_configuration(options.configuration),
        options.data,
        options.teachers,
        options.output,
        resume=options.resume,
    )
    return 0 if is_done else INTERRUPTED


def _names(options: argparse.Namespace) -> int:
    names = people_of_fold(read_pairs(options.pairs), options.fold)
    if options.data:
        here = {person.name for person in find_people(options.data)}
        names = [name for name in names if name in here]
    print("\n".join(names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
