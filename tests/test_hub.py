"""A class at one hub: who gets in, what each can reach, what stays after a crash; with the real hub and proxy."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import requests
from host_driver import NAME, NOBODY, PYTHON, Hub, Person, needs_hub
from hypothesis import assume, given
from hypothesis import strategies as st
from lab_driver import wait_until

from touchpoints.cli import main
from touchpoints.jupyter.hub import address, students
from touchpoints.language import words
from touchpoints.storage.places import file_stem

CLASSES = {"8a": ("de", "flat-tyre", "kakao-2026"), "8b": ("lv", "school-lunch", "tēja-2026")}
REFUSED = ["a/b", "..", "o'neil", "🦊", "x" * 31, "   ", "fox%2f..", "<b>fox</b>", "teacher.1"]
NICKNAMES = st.text(st.characters(categories=["L", "Nd"], include_characters=" .-_"), min_size=1, max_size=20)


# The rules, without a hub.


@pytest.mark.parametrize(
    ("addresses", "route", "shown"),
    [
        ([("lo", "127.0.0.1"), ("wlan0", "192.168.1.7")], "", "192.168.1.7"),
        ([("eth0", "10.0.0.4"), ("wlan0", "192.168.1.7")], "192.168.1.7", "192.168.1.7"),
        ([("tun0", "10.8.0.2"), ("wlan0", "192.168.1.7")], "10.8.0.2", "192.168.1.7"),
        ([("docker0", "172.17.0.1"), ("eth0", "192.0.2.2")], "", "192.0.2.2"),
        ([("eth0", "fd00::5"), ("eth0", "10.0.0.4")], "", "10.0.0.4"),
        ([("en0", "169.254.9.9"), ("en0", "fe80::1%en0"), ("en0", "2a02::5")], "", "2a02::5"),
        ([("lo", "127.0.0.1"), ("lo", "::1")], "", ""),
        ([("lo", "::1")], "", ""),
    ],
)
def test_the_address_that_pupils_type(addresses, route, shown):
    """It is the one in the school's network: not a container's, a tunnel's, or one that only the machine itself has."""
    assert address.best(addresses, route) == address.best(addresses[::-1], route) == shown


@given(NICKNAMES, NICKNAMES)
def test_a_nickname_is_one_student_with_one_home(one, other):
    """Names that differ in case or spaces only are one student; all others have different homes; no home leads away."""
    one, other = students.name_of(one), students.name_of(other)
    assume(students.fits(one) and students.fits(other))
    assert students.name_of(one) == one
    assert (file_stem(one) == file_stem(other)) == (one == other)
    assert not {"/", "\\", "\0"} & {*one} and file_stem(one) not in (".", "..")


@pytest.mark.parametrize("nickname", REFUSED[:-1])
def test_nicknames_that_cannot_be(nickname):
    """What is no name of letters and digits, is too long, or could lead out of a folder, is refused."""
    assert not students.fits(students.name_of(nickname))


def test_the_table_is_kept(tmp_path):
    """A student keeps number and class over a restart; nobody of another class gets the nickname, nor, where each has a
    password of their own, anybody without it."""
    table = students.Table(tmp_path / "students.json", [], students.accounts(tmp_path))
    assert table.admit("Fox", "8a") and table.admit("Owl", "8b", "s3same") and not table.admit("FOX", "8b")
    again = students.Table(tmp_path / "students.json", [], students.accounts(tmp_path))
    assert again.admit(" fox ", "8a") and again["fox"] == table["fox"] and again["fox"].nickname == "Fox"
    assert len({NOBODY, again["fox"].uid, again["owl"].uid}) == 3
    assert again.admit("owl", "8b", "s3same") and not again.admit("owl", "8b", "S3same")
    assert "s3same" not in (tmp_path / "students.json").read_text()
    assert (tmp_path / "students.json").stat().st_mode & 0o077 == 0


def test_where_there_can_be_no_hub(monkeypatch, capsys):
    """On Windows one is told of WSL, and without the extra what to install; exit code 2."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name, where in (("jupyterhub.app", sys.modules), ("platform", vars(sys))):
        monkeypatch.setitem(where, name, "win32" if name == "platform" else None)
        monkeypatch.delitem(sys.modules, "touchpoints.jupyter.hub.host", raising=False)
        with pytest.raises(SystemExit) as end:
            main(["host"])
        said = words.of("en")("host.windows") if name == "platform" else 'pip install "touchpoints[hub]"'
        assert end.value.code == 2 and said in capsys.readouterr().err


# A hub with two classes.


def kit(place: Path, name: str, more: str = "") -> Path:
    language, lesson, password = CLASSES[name]
    (place / name).mkdir(parents=True, exist_ok=True)
    (place / name / "class.toml").write_text(
        f'format = "touchpoints.class/1"\nname = "{name}"\nlanguage = "{language}"\nlesson = "{lesson}"\n'
        f'password = "{password}"\nnicknames = ["Fuchs"]\n{more}\n[minutes.{lesson}]\nmap = 18\n', encoding="utf-8",
    )  # fmt: skip
    return place / name


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every account can reach: pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="touchpoints-hub-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def hub(place: Path) -> Iterator[Hub]:
    started = Hub(place / "data", kit(place, "8a"), kit(place, "8b"))
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.fixture(scope="module")
def fox(hub: Hub) -> Person:
    person = Person(hub, "de")
    person.enter("Fuchs", "kakao-2026")
    return person.wait()


@pytest.fixture(scope="module")
def owl(hub: Hub) -> Person:
    person = Person(hub, "lv")
    person.enter("Pūce", "tēja-2026")
    return person.wait()


@needs_hub
@pytest.mark.parametrize("nickname", REFUSED)
def test_refused_at_the_door(hub, nickname):
    """A nickname that cannot be, or the teacher's, gets a sentence in the class's language; and no folder is made."""
    before = {*(hub.data / "students").iterdir()}
    page = Person(hub, "lv").enter(nickname, "tēja-2026")
    assert page.status_code == 403 and words.of("lv")("login.bad_name") in page.text
    assert "<b>fox" not in page.text and {*(hub.data / "students").iterdir()} == before


@needs_hub
def test_passwords_and_nicknames_of_two_classes(hub, fox):
    """A wrong password, and a nickname of the other class, are refused in words; in another spelling it is the same
    student, of whom two may come in: so it is said when the hub starts."""
    assert words.of("de")("login.bad_password") in Person(hub, "de").enter("Fuchs", "tea-2026").text
    assert words.of("lv")("login.taken") in Person(hub, "lv").enter("fuchs", "tēja-2026").text
    second = Person(hub, "de")
    second.enter("  FUCHS ", "kakao-2026")
    assert second.wait().home == fox.home
    assert words.of("en")("host.any_nickname") in hub.told["8a"]["warnings"]


@needs_hub
def test_wrong_passwords_take_time(hub):
    """Of many passwords that are tried at once from one address, one is looked at after the other, a second each."""
    with ThreadPoolExecutor() as pool:
        began = time.monotonic()
        answers = list(pool.map(lambda word: Person(hub, "de").enter("Dieb", word).status_code, ("kakao", "tee", "wasser")))
    assert answers == [403] * 3 and time.monotonic() - began >= 3


@needs_hub
def test_what_is_told(hub):
    """The line for machines names the address under which the class finds the hub, and what it protects."""
    told = hub.told["8b"]
    assert told["url"] == f"http://{NAME}:{hub.port}/" and told["isolation"] == "uid" and not told["tls"]
    assert (told["language"], told["lesson"], told["password"]) == CLASSES["8b"]
    assert words.of("en")("host.http") in told["warnings"]


@needs_hub
def test_the_page_for_the_projector(hub):
    """It shows address and QR code to all, and the password on this machine only, whatever a browser elsewhere says of
    itself."""
    page = f"{hub.url}hub/touchpoints/join?class=8b"
    found = requests.get(page)
    assert found.ok and hub.told["8b"]["url"] in found.text and '<svg data-tp="qr"' in found.text
    assert 'data-tp="password"' in found.text and "kakao" not in found.text
    (proxy,) = [one.cmdline() for one in hub.processes() if "--error-target" in one.cmdline()]
    inner = proxy[proxy.index("--error-target") + 1].replace("error", "touchpoints/join?class=8b")
    for forged in ("127.0.0.1,10.0.0.9", "10.0.0.9", "127.0.0.1, ::ffff:10.0.0.9", "", "x"):
        elsewhere = requests.get(inner, headers={"X-Forwarded-For": forged, "X-Real-Ip": "127.0.0.1"})
        assert elsewhere.ok and 'data-tp="password"' not in elsewhere.text, forged
    assert requests.get(f"{hub.url}hub/touchpoints/join?class=9z").status_code == 404


@needs_hub
def test_no_more_than_exercises_need(hub, fox, owl):
    """A student's server has no terminals and nothing of the teacher's; nobody else gets into it, not the teacher either,
    who is no administrator; and no key, or a wrong one, opens nothing."""
    for path in ("api/terminals", "terminals/websocket/1", "touchpoints/api/class",
                 "touchpoints/api/notes?lesson=flat-tyre&language=de"):  # fmt: skip
        assert fox.get(path).status_code == 404, path
    teacher = Person(hub)
    teacher.page = teacher.http.get(hub.told["8a"]["teacher_url"])
    teacher.wait()
    assert teacher.get("touchpoints/api/class").ok and teacher.get("api/terminals").status_code == 404
    for who in (owl, teacher):
        assert who.http.get(f"{fox.home}/api/contents").status_code in (403, 404)
        assert who.http.get(f"{hub.url}hub/api/users").status_code == 403
    for key in ("", "?key=", "?key=wrong"):
        assert Person(hub).http.get(f"{hub.url}hub/touchpoints/teacher{key}").status_code == 404


TRIES = """
import os
for path in {paths!r}:
    file = os.path.join(path, "left") if os.path.isdir(path) else path
    for what in (os.listdir if os.path.isdir(path) else open, lambda _: open(file, "a"), lambda _: os.remove(path),
                 lambda _: os.replace({own!r}, file), lambda _: os.chmod(path, 511)):
        try:
            print(what(path), path)
        except OSError:
            pass
print(os.getuid(), os.environ["TOUCHPOINTS_NICKNAME"])
"""
WORKS = """
import touchpoints as tp
work = tp.Exercise({lesson!r}, {language!r})
work.identify("Pieturas zīme", channel="sign", direction="to_customer")
button = work.hand_in()
button.do_hand_in()
print(work.nickname, button.failed)
"""


@needs_hub
def test_a_cannot_read_b(hub, fox, owl):
    """Code of one student reads and changes neither another's home, work that came in or was handed in, and process, nor
    the hub's secrets; but the own work reaches the class folder, where the teacher alone can read it too, and the board."""
    said = owl.run(WORKS.format(lesson="school-lunch", language="lv"))
    assert said == "Pūce \n", said
    live = hub.data / "classes" / "8b" / "live"
    wait_until(lambda: [*live.glob("*.work.json")], "the work comes in")
    server = next(one for one in hub.processes() if one.uids().real == (hub.data / "students" / "pūce").stat().st_uid)
    paths = [hub.data / "students" / "pūce", hub.data / "hub" / "cookie_secret", hub.data / "hub" / "hub.sqlite",
             hub.data / "hub" / "students.json", *live.iterdir(), hub.data,
             *(hub.data / "classes" / "8b").glob("*.work.json"), f"/proc/{server.pid}/environ", hub.data / "students",
             (hub.data / "students" / "pūce").joinpath("touchpoints", "class.toml")]  # fmt: skip
    assert len([path for path in paths if str(path).endswith(".work.json")]) == 2, paths
    own = fox.run("path = 'mine'; open(path, 'w').close(); import os; print(os.path.abspath(path))").strip()
    seen = fox.run(TRIES.format(paths=[str(path) for path in paths], own=own)).splitlines()
    assert seen == [f"{(hub.data / 'students' / 'fuchs').stat().st_uid} Fuchs"], seen
    folders = [str(hub.data / "classes" / "8b"), str(live)]
    assert fox.run(f"import os\nfor one in {folders}:\n try: os.listdir(one)\n except OSError: print('no')") == "no\nno\n"
    told = (hub.data / "students" / "fuchs" / "touchpoints" / "class.toml").read_text(encoding="utf-8")
    assert "map = 18" in told and "kakao" not in told and "Fuchs" not in told
    teacher = Person(hub)
    teacher.page = teacher.http.get(hub.told["8b"]["teacher_url"])
    on_board = teacher.wait().get("touchpoints/api/class").json()["students"]
    assert [(one["nickname"], one["lesson"]) for one in on_board] == [("Pūce", "school-lunch")]


LISTENS = """
import zmq
ear = zmq.Context.instance().socket(zmq.SUB)
ear.subscribe(b"")
ear.connect("tcp://127.0.0.1:{port}")
print("heard" if ear.poll(4000) else "nothing")
"""


@needs_hub
def test_a_cannot_listen_to_b(hub, fox, owl):
    """What a kernel says on the machine's own network, another student's code cannot hear."""
    owl.run("pass")
    file = max((hub.data / "students" / "pūce").rglob("runtime/kernel-*.json"), key=lambda one: one.stat().st_mtime)
    with ThreadPoolExecutor() as beside:
        heard = beside.submit(fox.run, LISTENS.format(port=json.loads(file.read_text())["iopub_port"]))
        while not heard.done():
            assert owl.run("print('secret')") == "secret\n"
    assert heard.result() == "nothing\n"


@needs_hub
def test_memory_and_processes_have_an_end(hub, fox, owl):
    """A kernel that eats memory or forks without end meets a limit, and goes on; others do not notice."""
    assert "MemoryError" in fox.run("x = bytearray(4 * 2**30)")
    forks = """
import os, signal
children = []
try:
    while len(children) < 2000:
        if not (pid := os.fork()):
            signal.pause()
        children.append(pid)
except OSError:
    pass
for pid in children:
    os.kill(pid, 9)
print(10 < len(children) < 300)
"""
    assert fox.run(forks).strip() == "True" and fox.get("api/status").ok
    assert owl.run("print(6 * 7)").strip() == "42"


@needs_hub
def test_the_proxy_dies(hub, fox):
    """When the proxy dies, the hub starts another, and everybody's server is where it was."""
    (proxy,) = [one for one in hub.processes() if "--error-target" in one.cmdline()]
    proxy.kill()

    def served() -> bool:
        try:
            return fox.get("api/status").ok
        except requests.ConnectionError:
            return False

    wait_until(lambda: not proxy.is_running() and served(), "it is served again")


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """For a while a drive is there that holds next to nothing."""
    folder.mkdir(mode=0o700, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=True)
    try:
        (folder / "filled").write_bytes(bytes(60_000))
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@needs_hub
def test_a_full_disk(hub):
    """Where a student's disk is full, the page says soon that the exercise did not open; when there is room again, the
    same click opens it."""
    hen, say = Person(hub, "de"), words.of("de")
    with full(hub.data / "students" / "huhn"):
        hen.enter("Huhn", "kakao-2026")
        wait_until(lambda: not hen.look().ok, "it is said", 60)
        assert hen.page.status_code == 500 and say("hub.failed") in hen.page.text
        assert "disk is full" in (hub.data / "hub" / "servers.log").read_text()
    hen.page = hen.http.get(f"{hub.url}hub/spawn/huhn")
    assert hen.wait().get("api/status").ok


@needs_hub
def test_a_server_that_has_ended_comes_back(hub, fox):
    """Whoever comes back to a server that has ended, idle or killed, is led to a new one, at the page where they were."""
    uid = (hub.data / "students" / "fuchs").stat().st_uid
    for one in hub.processes():
        if one.is_running() and one.uids().real == uid:
            one.kill()
    page = f"{fox.home}/doc/tree/exercises/de/flat-tyre.ipynb"
    wait_until(lambda: fox.look(page).status_code == 424, "the hub has noticed")
    (again,) = re.findall(r"location.replace\(\"(.*?)\"\)", fox.page.text)
    fox.look(hub.url + json.loads(f'"{again}"')[1:])
    assert fox.wait().page.url.partition("?")[0] == page


@needs_hub
def test_where_all_trust_each_other(place):
    """One account for all is told as such: there, and only there, a student's code reads another's work."""
    one = Hub(place / "trusting", kit(place, "8a"), trust=True)
    try:
        told = one.told["8a"]
        assert told["isolation"] == "none" and words.of("en")("host.trust") in told["warnings"]
        people = [Person(one, "de"), Person(one, "de")]
        for person, name in zip(people, ("A", "B"), strict=True):
            person.enter(name, told["password"])
            person.wait()
        listed = f"import os; print(os.getuid(), os.path.isdir({str(one.data / 'students' / 'b' / 'touchpoints')!r}))"
        assert people[0].run(listed) == f"{students.accounts(one.data)[0]} True\n"
        assert people[0].run(f"open({str(one.data / 'hub' / 'cookie_secret')!r})") == "PermissionError"
    finally:
        one.stop()


@needs_hub
def test_a_killed_hub_and_a_second_start(hub, place, fox, owl):
    """After a SIGKILL of the hub, processes of it are left. The next start, here with TLS, passwords of one's own and
    servers that are there before the students, ends them, and finds everyone's number and work; and Ctrl-C leaves none,
    within ten seconds."""
    uid = (hub.data / "students" / "pūce").stat().st_uid
    hub.stop(signal.SIGKILL)
    left = hub.processes()
    assert left
    certificate, key = place / "certificate.pem", place / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext",
               f"subjectAltName=DNS:{NAME},IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    kits = kit(place, "8a", "prestart = true"), kit(place, "8b")
    again = Hub(hub.data, *kits, own=True, tls=(certificate, key))
    try:
        assert not [one for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        assert again.told["8a"]["url"] == f"https://{NAME}:{again.port}/" and again.told["8a"]["tls"]
        fuchs = (hub.data / "students" / "fuchs").stat().st_uid
        wait_until(lambda: [one for one in again.processes() if one.uids().real == fuchs], "it is there already")
        owl = Person(again, "lv")
        assert words.of("lv")("login.too_short", number=4) in owl.enter("pūce", "tēja-2026", "abc").text
        owl.enter("pūce", "tēja-2026", "mana parole")
        assert "Pieturas" in owl.wait().run("import touchpoints as tp; print(tp.Exercise('school-lunch', 'lv').journey)")
        assert owl.run("import os; print(os.getuid())").strip() == str(uid)
        assert words.of("lv")("login.taken") in Person(again, "lv").enter("Pūce", "tēja-2026", "cita parole").text
    finally:
        seconds = again.stop()
    assert seconds < 10 and not again.processes() and again.process.returncode == 0
    socket.create_server(("127.0.0.1", again.port)).close()


def refused(*options: str, user: int | None = None) -> str:
    """What `touchpoints host` says when it cannot start."""
    as_user = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    done = subprocess.run(
        [PYTHON, "-m", "touchpoints", "host", *options], capture_output=True, text=True, timeout=60, cwd="/",
        env={**os.environ, "LANG": "en_GB.UTF-8", "HOME": "/nowhere"}, **as_user,
    )  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    return done.stderr.strip()


@needs_hub
def test_what_has_to_be_mended_first(place):
    """Not root, a taken port, a wrong class file, two classes alike, a certificate without its key: a sentence each, and
    exit code 2."""
    say = words.of("en")
    kits, data = [kit(place / "mend", name) for name in CLASSES], place / "mend-data"
    assert refused("/nowhere/kit", user=NOBODY) == say("host.isolation")
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(str(kits[0]), "--data", str(data), "--port", port)
        assert said == say("host.port", port=port, problem="Address already in use")
    assert refused("--class", str(kits[0])) == say("host.class_file", file=str(kits[0]))
    twice = [str(kits[0]), "--class", str(kits[0] / "class.toml"), "--data", str(data)]
    assert refused(*twice) == say("host.two_alike", where=", ".join([str(kits[0] / "class.toml")] * 2))
    assert "PEM" in refused(str(kits[0]), "--certificate", str(kits[0] / "class.toml"), "--data", str(data))
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    assert str(closed) in refused(str(kits[0]), "--data", str(closed / "data"), "--port", port)
