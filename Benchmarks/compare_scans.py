#!/usr/bin/env python3
"""Compares `photosort scan` with a scan by OpenCV and ONNX Runtime, on libraries of camera-sized photos.

usage: compare_scans.py PHOTOSORT WORK [--shared DIR] [--rounds 3] [--photos 48] [--only typical|crowded]
needs: pip install numpy opencv-python-headless piexif onnxruntime

PHOTOSORT is the program. WORK is a folder for the libraries, which are made on the first run. --shared is the
folder with tools/make_bench_library.py, tools/reference_scan.py, photos/albums and models/ (default: what
PHOTOSORT_SHARED names, or shared beside the repository). Crowded photos are half as many as --photos.

All contestants run in turn, round by round, with the photos in the system's cache; printed are medians.
Photos per second leave out loading the models, for both; photosort's include grouping, reports and links.
"CPU" is user and system time of all processes, the whole run. "Peak" is the memory of the largest process.
"""
import argparse, json, os, re, shutil, statistics, subprocess, sys, time

NETWORKS = ("detect", "refine", "embed")
repository = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
parser = argparse.ArgumentParser()
parser.add_argument("photosort"), parser.add_argument("work")
parser.add_argument("--shared", default=os.environ.get(
    "PHOTOSORT_SHARED", os.path.join(os.path.dirname(repository), "shared")))
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--photos", type=int, default=48)
parser.add_argument("--only", choices=("typical", "crowded"))
arguments = parser.parse_args()
shared, work = os.path.abspath(arguments.shared), os.path.abspath(arguments.work)
photosort = os.path.abspath(arguments.photosort)
albums = {"typical": ("human", "jurassic"), "crowded": ("g20_leaders",)}
# As a user has it: nobody pins the library's kernel, and no other models are about.
environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "PHOTOSORT_MODELS")}
environment["XDG_DATA_HOME"] = os.path.join(work, "no-models")


def make_library(name, count):
    folder = os.path.join(work, f"{name}-{count}")
    if not os.path.isdir(folder):
        source = os.path.join(work, f"{name}-source")
        shutil.rmtree(source, ignore_errors=True)
        for album in albums[name]:
            shutil.copytree(os.path.join(shared, "photos", "albums", album), os.path.join(source, album))
        tool = os.path.join(shared, "tools", "make_bench_library.py")
        subprocess.run([sys.executable, tool, source, folder + ".part", str(count)], check=True)
        shutil.rmtree(source)
        os.rename(folder + ".part", folder)
    return folder


def make_models():
    folder = os.path.join(work, "models")
    os.makedirs(folder, exist_ok=True)
    for name in ("yunet_n.onnx", "mobilefacenet.onnx"):
        if not os.path.exists(os.path.join(folder, name)):
            os.symlink(os.path.join(shared, "models", name), os.path.join(folder, name))
    return folder


def run(command):
    """Runs a command; returns what it printed, its processor seconds and its largest process in MB."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
    return printed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def scan(folder, jobs, models):
    library = os.path.join(work, "library")
    shutil.rmtree(library, ignore_errors=True)
    command = [photosort, "scan", folder, "--library", library, "--people-dir", os.path.join(library, "people"),
               "--jobs", str(jobs), "--timings", "--json"] + (["--models", models] if models else [])
    printed, cpu, peak = run(command)
    summary = json.loads(printed)
    stages = {s["stage"]: s["seconds"] for s in summary["timings"]["stages"]}
    return {"rate": summary["photos"] / summary["seconds"], "faces": summary["faces"], "cpu": cpu, "peak": peak,
            "stages": stages}


def reference(folder, jobs):
    tool = os.path.join(shared, "tools", "reference_scan.py")
    printed, cpu, peak = run([sys.executable, tool, folder, models, "--jobs", str(jobs)])
    photos, faces, seconds = re.search(r"(\d+) photos, (\d+) faces, ([\d.]+) s", printed).groups()
    return {"rate": int(photos) / float(seconds), "faces": int(faces), "cpu": cpu, "peak": peak}


def median(runs, key):
    return statistics.median(r[key] for r in runs)


def compare(name, count):
    folder = make_library(name, count)
    contestants = {
        "reference, 2 processes": lambda: reference(folder, 2),
        "reference, 1 process": lambda: reference(folder, 1),
        "photosort, 2 jobs": lambda: scan(folder, 2, models),
        "photosort, 1 job": lambda: scan(folder, 1, models),
        "photosort, built-in models, 2 jobs": lambda: scan(folder, 2, None),
    }
    runs = {key: [] for key in contestants}
    for number in range(arguments.rounds + 1):
        for key, contestant in contestants.items():
            result = contestant()
            # The first round fills the cache.
            if number:
                runs[key].append(result)
    base = {2: median(runs["reference, 2 processes"], "rate"), 1: median(runs["reference, 1 process"], "rate")}
    print(f"\n{name}: {count} photos of 12 megapixels\n")
    print("| what | faces | photos/s | over the reference | CPU ms a photo | peak MB |\n|---|---|---|---|---|---|")
    for key, results in runs.items():
        rate = median(results, "rate")
        print(f"| {key} | {results[0]['faces']} | {rate:.2f} | {rate / base[2 if '2 ' in key else 1]:.2f} | "
              f"{median(results, 'cpu') / count * 1000:.0f} | {median(results, 'peak'):.0f} |")
    two, one = median(runs["photosort, 2 jobs"], "rate"), median(runs["photosort, 1 job"], "rate")
    print(f"\n2 jobs over 1: {two / one:.2f}; reference: {base[2] / base[1]:.2f}")
    for key in ("photosort, 1 job", "photosort, built-in models, 2 jobs"):
        stages = {s: statistics.median(r["stages"][s] for r in runs[key]) / count * 1000
                  for s in runs[key][0]["stages"]}
        outside = sum(t for s, t in stages.items() if s not in NETWORKS)
        print(f"{key}, CPU ms a photo: " + ", ".join(f"{s} {t:.1f}" for s, t in stages.items())
              + f"; outside of the networks {outside:.1f}", flush=True)


os.makedirs(work, exist_ok=True)
models = make_models()
print(time.strftime("%Y-%m-%d"), os.cpu_count(), "cores; medians of", arguments.rounds, "rounds")
for name, count in (("typical", arguments.photos), ("crowded", max(1, arguments.photos // 2))):
    if arguments.only in (None, name):
        compare(name, count)
