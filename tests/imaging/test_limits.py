"""The process that reads what strangers send: it may not take much, and whatever it does, the asker goes on (P26)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from assess import imaging
from assess.imaging import faults, limited
from tests import notes
from tests.evidence import encoded, jpeg, pdf, picture

#: CI tries some; ASSESS_FUZZ_FILES=10000 is the number of the promise.
FILES = int(os.environ.get("ASSESS_FUZZ_FILES", "500"))


def in_process(code):
    """What a process of its own prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_a_child_has_so_much_memory_and_time_and_leaves_no_core():
    code = """
import resource, signal
from assess.imaging import __main__ as warm
warm._limit()
print(*resource.getrlimit(resource.RLIMIT_AS), *resource.getrlimit(resource.RLIMIT_CPU))
print(*resource.getrlimit(resource.RLIMIT_CORE), signal.alarm(0))
try:
    bytearray(512 * 1024 * 1024)
except MemoryError:
    print("no memory")
"""
    memory = str(512 * 1024 * 1024)
    assert in_process(code) == [memory, memory, "8", "9", "0", "0", "10", "no", "memory"]


ENDS = {
    "os.kill(os.getpid(), signal.SIGXCPU)": faults.EFFORT,
    "os.kill(os.getpid(), signal.SIGALRM)": faults.TROUBLE,
    "os.kill(os.getpid(), signal.SIGKILL)": faults.TROUBLE,
    "os.kill(os.getpid(), signal.SIGSEGV)": faults.UNREADABLE,
    "os.abort()": faults.UNREADABLE,
    "1 / 0": faults.UNREADABLE,
    "sys.exit(0)": faults.UNREADABLE,
    "bytearray(1 << 40)": faults.UNREADABLE,
}


def test_however_a_child_ends_the_warm_process_says_so_and_goes_on():
    code = f"""
import os, signal, socket, sys
from assess.imaging import __main__ as warm
def do(job, *files):
    exec({list(ENDS)!r}[job[0]])
warm.work.do = do
ours, theirs = socket.socketpair()
for number in range({len(ENDS)}):
    print(warm._in_child(bytes([number]), [], theirs))
"""
    assert in_process(code) == [str(number) for number in ENDS.values()]


def test_the_process_knows_no_secret_and_no_configuration(monkeypatch, remake):
    imaging.close()
    monkeypatch.setenv("ASSESS_SECRET_KEY", "k" * 40)
    remake(jpeg())

    environment = Path(f"/proc/{limited._warm.process.pid}/environ").read_bytes()

    assert b"ASSESS" not in environment
    assert b"AWS" not in environment


def test_a_warm_process_that_has_gone_is_started_again(remake):
    remake(jpeg())
    limited._warm.process.kill()
    limited._warm.process.wait()

    assert remake(jpeg()).media_type == "image/jpeg"


def test_it_ends_with_the_one_who_asked():
    code = """
import tempfile
from assess import imaging
from assess.imaging import limited
from tests.evidence import jpeg
with tempfile.TemporaryFile() as file:
    file.write(jpeg())
    imaging.remake("photo", file)
print(limited._warm.process.pid, flush=True)
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == -9
    warm = int(ran.stdout)
    for _ in range(200):
        if not os.path.exists(f"/proc/{warm}"):
            break
        threading.Event().wait(0.05)
    assert not os.path.exists(f"/proc/{warm}")


def test_several_who_ask_at_once_all_get_theirs(remake):
    sizes, made = range(20, 60, 4), {}

    def ask(size):
        made[size] = remake(encoded(picture(size, 20), "PNG")).content

    threads = [threading.Thread(target=ask, args=(size,)) for size in sizes]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert [Image.open(BytesIO(made[size])).width for size in sizes] == list(sizes)


def test_a_full_disk_is_no_fault_of_the_file(monkeypatch, remake):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)

    with pytest.raises(imaging.Busy):
        imaging.remake("photo", BytesIO(jpeg()))


# Fuzzing (P26)

SEEDS = [
    *notes.photos().values(),
    pdf(jpeg(16, 12, comment=notes.WORD)),
    encoded(picture(30, 20), "PNG", exif=notes.exif()),
]
FOREIGN = [
    b"<script>alert(1)</script>",
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"GIF89a",
    b"\xff\xd8\xff\xe0",
    b"MZ",
    b"\0" * 64,
]
SIZES = [b"\xff\xff\xff\xff", b"\0\0\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0"]


def damaged(rng):
    """A file as a bad network, a bad memory or a bad person would send it."""
    content = bytearray(rng.choice(SEEDS))
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(content) + 1)
        how = rng.randrange(7)
        if how == 0 and content:
            content[at % len(content)] ^= 1 << rng.randrange(8)
        elif how == 1:
            del content[max(at, 4) :]
        elif how == 2:
            content[at:at] = rng.choice(FOREIGN)
        elif how == 3:
            content[at : at + 4] = rng.choice(SIZES)
        elif how == 4:
            content += rng.choice(FOREIGN) + rng.choice(SEEDS)[: rng.randrange(400)]
        elif how == 5:
            content[at:at] = content[at : at + rng.randrange(200)]
        else:
            del content[at : at + rng.randrange(60)]
    return bytes(content)


def resident():
    """Bytes of memory that this process holds."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_damaged_and_malicious_files_harm_nobody(remake):
    rng, made, refused = random.Random(26), 0, 0
    remake(jpeg())
    warm, before = limited._warm.process.pid, resident()
    for number in range(FILES):
        content, kind = damaged(rng), rng.choice(("photo", "photo", "signature", "file"))
        try:
            ours = remake(content, kind)
        except imaging.Refused:
            refused += 1
            continue
        made += 1
        if kind == "file":
            assert ours.content.startswith(b"%PDF"), number
            assert b"/JavaScript" not in ours.content, number
        else:
            assert notes.told(ours.content) == [], number
            assert notes.told(ours.thumbnail) == [], number
    assert made > FILES // 20
    assert refused > FILES // 20
    assert limited._warm.process.pid == warm, "the warm process died"
    assert resident() - before < 50 * 1024 * 1024
