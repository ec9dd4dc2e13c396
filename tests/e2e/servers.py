"""Servers for tests, on 127.0.0.1 and free ports, without root: a real Dovecot, a scripted SMTP sink, a scripted IMAP liar.

    with Dovecot() as imap: imap.append(mail); imap.url(); imap.folders(); imap.uids("Diariefört")
    with SmtpSink() as smtp: smtp.fail("RCPT", "451 4.7.1 later", times=1); smtp.mails[0].raw
    with FakeImap() as fake: fake.on(r"UID FETCH", b"* BYE\\r\\n", then=CLOSE); fake.lines

Each is one fixture; standard library only. `available()` says why Dovecot cannot be had, or None.
"""
import base64
import ctypes
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time
from urllib.parse import quote

USER = "kontakt@finsam.example"
PASSWORD = "Hemligt lösen-0rd"
HOST = "localhost"
CLOSE = "close"  # break the connection
HANG = "hang"    # say nothing more, keep the connection
DRIP = "drip"    # (Proxy) one byte at a time
GARBAGE = "garbage"  # (Proxy) noise, then break the connection


def available():
    """None, or the reason why a Dovecot cannot be started here (for unittest's skip)."""
    for program, package in (("dovecot", "dovecot-imapd"), ("openssl", "openssl")):
        if not _program(program):
            return f"{program} is not installed (apt install {package})"
    return None


def _program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin")


def free_port():
    """A port that nobody has. Another may take it before its use: callers try again."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


# Modified UTF-7 (RFC 3501, 5.1.3), made here a second time on purpose: the C code is tested against it.

def utf7(name):
    """A folder name as IMAP writes it."""
    out, run = [], []

    def flush():
        if run:
            raw = base64.b64encode("".join(run).encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            out.append(f"&{raw}-")
            run.clear()

    for char in name:
        if " " <= char <= "~":
            flush()
            out.append("&-" if char == "&" else char)
        else:
            run.append(char)
    flush()
    return "".join(out)


def from_utf7(name):
    def decode(match):
        if not match[1]:
            return "&"
        raw = match[1].replace(",", "/")
        return base64.b64decode(raw + "=" * (-len(raw) % 4)).decode("utf-16-be")
    return re.sub(r"&([^-]*)-", decode, name)


# Certificates

class Certificate:
    """An authority of its own and a certificate for NAME: ca (file), cert, key. Another instance is a stranger's. BETWEEN: two moments
    as openssl writes them ("20200101000000Z"), else it is valid now."""

    def __init__(self, folder, name=HOST, label="server", between=None):
        self.ca = os.path.join(folder, f"{label}-ca.pem")
        self.cert = os.path.join(folder, f"{label}.pem")
        self.key = os.path.join(folder, f"{label}.key")
        ca_key, request, extra = (os.path.join(folder, f"{label}{end}") for end in ("-ca.key", ".csr", ".ext"))
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        self._openssl("req", "-x509", *new_key, "-keyout", ca_key, "-out", self.ca, "-days", "30",
                      "-subj", f"/CN=Test CA {label}", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self._openssl("req", *new_key, "-keyout", self.key, "-out", request, "-subj", f"/CN={name}")
        with open(extra, "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{name}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n")
        if between:
            self._sign_between(folder, ca_key, request, extra, between)
        else:
            self._openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", ca_key, "-CAcreateserial",
                          "-out", self.cert, "-days", "30", "-extfile", extra)
        for file in (self.ca, self.cert, self.key):
            os.chmod(file, 0o644)

    def _sign_between(self, folder, ca_key, request, extra, between):
        """openssl x509 takes no dates, openssl ca does, and wants a book-keeping."""
        settings = os.path.join(folder, "ca.conf")
        with open(settings, "w", encoding="ascii") as file:
            file.write(f"[ca]\ndefault_ca = x\n[x]\ndatabase = {folder}/ca.index\nserial = {folder}/ca.serial\nnew_certs_dir = {folder}\n"
                       "default_md = sha256\npolicy = p\n[p]\ncommonName = supplied\n")
        for name, text in (("ca.index", ""), ("ca.serial", "01\n")):
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(text)
        self._openssl("ca", "-batch", "-notext", "-config", settings, "-cert", self.ca, "-keyfile", ca_key, "-in", request, "-out", self.cert,
                      "-startdate", between[0], "-enddate", between[1], "-extfile", extra)

    @staticmethod
    def _openssl(*words):
        done = subprocess.run([_program("openssl"), *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"openssl {words[0]}: {done.stderr}")

    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


class Fixture:
    """A temporary folder that goes away, and `with`."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="diarie-")
        os.chmod(self.folder, 0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        shutil.rmtree(self.folder, ignore_errors=True)


# Dovecot

DOVECOT_CONF = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
ssl = {ssl}
ssl_cert = <{cert.cert}
ssl_key = <{cert.key}
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
first_valid_uid = 1
first_valid_gid = 1
mail_location = {location}
mail_max_userip_connections = 100
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
  mailbox {junk} {{
    auto = create
    special_use = \\Junk
  }}
}}
protocol imap {{
  imap_capability = {capability}
}}
{extra}
"""


class Dovecot(Fixture):
    """A real Dovecot with one user. CAPABILITY: the whole list to show instead of its own (say, without MOVE).
    LAYOUT: "maildir" or "sdbox". JUNK: the name of the folder flagged \\Junk. PREFIX: "INBOX." puts all folders there. EXTRA: more configuration."""

    def __init__(self, user=USER, password=PASSWORD, name=HOST, capability="", junk="Skräppost", separator=".",
                 prefix="", layout="maildir", extra=""):
        super().__init__()
        self.user, self.password = user, password
        self.certificate = Certificate(self.folder, name)
        self.ca = self.certificate.ca
        self.junk = junk
        self.settings = {"capability": capability, "separator": separator, "prefix": prefix, "extra": extra, "ssl": "yes",
                         "location": f"{layout}:~/Maildir"}
        self.process = None
        self._prepare()
        self.start()

    def _prepare(self):
        self.owner = pwd.getpwuid(os.getuid())
        names = [self.owner.pw_name, self.owner.pw_name]
        if os.getuid() == 0:
            self.owner = pwd.getpwnam("nobody")
            known = {entry.pw_name for entry in pwd.getpwall()}
            names = [wanted if wanted in known else "nobody" for wanted in ("dovenull", "dovecot")]
        self.mail_folder = os.path.join(self.folder, "mail")
        os.mkdir(self.mail_folder)
        self._chown(self.mail_folder)
        users = os.path.join(self.folder, "users")
        with open(users, "w", encoding="utf-8") as file:
            file.write(f"{self.user}:{{PLAIN}}{self.password}\n")
        os.chmod(users, 0o644)
        self.names = {"login_user": names[0], "internal_user": names[1],
                      "internal_group": _group_name(pwd.getpwnam(names[1]).pw_gid),
                      "uid": self.owner.pw_uid, "gid": self.owner.pw_gid}

    def _chown(self, path):
        if os.getuid() == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def configure(self, **settings):
        """Changes settings (capability, extra …) and starts again, on the same ports and mails."""
        self.settings.update(settings)
        self.halt()
        self._launch()

    def start(self):
        for _ in range(5):
            self.port, self.tls_port = free_port(), free_port()
            if self._launch():
                return
        raise RuntimeError(f"dovecot does not start:\n{self.log()}")

    def _launch(self):
        self.conf = os.path.join(self.folder, "dovecot.conf")
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(DOVECOT_CONF.format(folder=self.folder, cert=self.certificate, port=self.port,
                                           tls_port=self.tls_port, junk=f'"{self.junk}"', **self.names, **self.settings))
        self.process = subprocess.Popen([_program("dovecot"), "-F", "-c", self.conf], preexec_fn=_die_with_parent,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
                                        stderr=open(os.path.join(self.folder, "dovecot.err"), "ab"))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) as probe:
                    if probe.recv(4) == b"* OK":
                        return True
            except OSError:
                time.sleep(0.02)
        self.halt()
        return False

    def halt(self):
        """Stops the server, keeps its mails: a server that is down."""
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(0.25)  # it would wait six seconds for its clients
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            self.process = None

    def stop(self):
        self.halt()
        super().stop()

    def log(self):
        text = ""
        for name in ("dovecot.err", "dovecot.log"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    text += file.read()
        return text

    def url(self, tls=True, host=HOST, folder="INBOX", user=None):
        """The address as diarie.conf writes it: imaps:// or (for STARTTLS) imap://."""
        scheme, port = ("imaps", self.tls_port) if tls else ("imap", self.port)
        return f"{scheme}://{quote(user or self.user, safe='')}@{host}:{port}/{quote(folder, safe='')}"

    # What a person with another mail program does

    def client(self):
        """imaplib, logged in, over loopback without TLS."""
        session = imaplib.IMAP4("127.0.0.1", self.port)
        session.authenticate("PLAIN", lambda _: f"\0{self.user}\0{self.password}".encode())
        return session

    def append(self, raw, folder="INBOX", when=None, flags=None):
        """Puts a mail (bytes, CRLF as they are) into FOLDER; WHEN (seconds since 1970) is its INTERNALDATE. Its UID."""
        return self.append_many([raw], folder, when, flags)[0]

    def append_many(self, raws, folder="INBOX", when=None, flags=None):
        uids = []
        date = imaplib.Time2Internaldate(time.time() if when is None else when)
        with self.client() as session:
            for raw in raws:
                session.literal = raw
                kind, answer = session._simple_command("APPEND", _quoted(folder), flags or "()", date)
                if kind != "OK":
                    raise RuntimeError(f"APPEND: {answer}")
                found = re.search(rb"APPENDUID \d+ (\d+)", answer[-1])
                uids.append(int(found[1]) if found else None)
        return uids

    def folders(self):
        """{name: set of flags}, names decoded."""
        with self.client() as session:
            _, lines = session.list()
        found = {}
        for line in lines:
            match = re.match(rb'\(([^)]*)\) (?:"[^"]*"|NIL) (.*)$', line)
            name = match[2].decode().strip('"').replace('\\"', '"')
            found[from_utf7(name)] = set(match[1].decode().split())
        return found

    def subscribed(self):
        with self.client() as session:
            _, lines = session.lsub()
        return {from_utf7(line.decode().rsplit(' "." ', 1)[-1].strip('"')) for line in lines if line}

    def uids(self, folder="INBOX"):
        """{uid: set of flags}; an empty one for a folder that is not there."""
        with self.client() as session:
            if session.select(_quoted(folder), readonly=True)[0] != "OK":
                return {}
            _, lines = session.uid("FETCH", "1:*", "(FLAGS)")
        found = {}
        for line in lines:
            if line:
                uid = int(re.search(rb"UID (\d+)", line)[1])
                found[uid] = set(re.search(rb"FLAGS \(([^)]*)\)", line)[1].decode().split()) - {"\\Recent"}
        return found

    def raw(self, folder, uid):
        with self.client() as session:
            session.select(_quoted(folder), readonly=True)
            _, answer = session.uid("FETCH", str(uid), "(BODY.PEEK[])")
        return answer[0][1]

    def expunge(self, uid, folder="INBOX"):
        """A person deletes a mail."""
        with self.client() as session:
            session.select(_quoted(folder))
            session.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Deleted)")
            session.uid("EXPUNGE", str(uid))

    def move(self, uid, to, folder="INBOX"):
        """A person moves a mail."""
        with self.client() as session:
            session.create(_quoted(to))
            session.select(_quoted(folder))
            session.uid("MOVE", str(uid), _quoted(to))

    def delete_folder(self, folder):
        with self.client() as session:
            session.delete(_quoted(folder))

    def uidvalidity(self, folder="INBOX"):
        with self.client() as session:
            _, answer = session.status(_quoted(folder), "(UIDVALIDITY)")
        return int(re.search(rb"UIDVALIDITY (\d+)", answer[0])[1])

    def bump_uidvalidity(self, folder="INBOX"):
        """The folder is renumbered, as after a restored backup. The new UIDVALIDITY."""
        wanted = self.uidvalidity(folder) + 1
        self.doveadm("mailbox", "update", "--uid-validity", str(wanted), "-u", self.user, folder)
        return wanted

    def doveadm(self, *words):
        done = subprocess.run([_program("doveadm"), "-c", self.conf, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"doveadm {words}: {done.stderr}")
        return done.stdout


def _group_name(gid):
    import grp
    return grp.getgrgid(gid).gr_name


def _quoted(folder):
    return '"' + utf7(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'


# Scripted servers

class _Server(Fixture):
    """Threads, one a connection; TLS None, "implicit" or "starttls"."""

    def __init__(self, tls=None, certificate=None):
        super().__init__()
        self.tls = tls
        self.certificate = certificate or (Certificate(self.folder) if tls else None)
        self.ca = self.certificate.ca if self.certificate else None
        self.stopping = threading.Event()
        self.connections = 0
        self.lines = []  # everything said to us, across connections, without line ends
        self.lock = threading.Lock()
        fixture = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                fixture._serve(self.request)

        class Listener(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.port = self.listener.server_address[1]
        threading.Thread(target=self.listener.serve_forever, args=(0.05,), daemon=True).start()

    def _serve(self, sock):
        with self.lock:
            self.connections += 1
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # we write line by line
        try:
            if self.tls == "implicit":
                sock = self.certificate.context().wrap_socket(sock, server_side=True)
            self.talk(Line(sock, self))
        except (OSError, EOFError, ValueError):
            pass
        finally:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()

    def stop(self):
        self.stopping.set()
        self.listener.shutdown()
        self.listener.server_close()
        super().stop()


class Line:
    """One connection, line by line."""

    def __init__(self, sock, server):
        self.sock, self.server = sock, server
        self.buffer = b""

    def read(self):
        while b"\n" not in self.buffer:
            self._more()
        line, self.buffer = self.buffer.split(b"\n", 1)
        line = line.rstrip(b"\r")
        self.server.lines.append(line.decode("utf-8", "replace"))
        return line

    def read_exactly(self, count):
        while len(self.buffer) < count:
            self._more()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def read_until(self, mark):
        while mark not in self.buffer:
            self._more()
        data, self.buffer = self.buffer.split(mark, 1)
        return data

    def _more(self):
        data = self.sock.recv(65536)
        if not data:
            raise EOFError
        self.buffer += data

    def send(self, data):
        self.sock.sendall(data if isinstance(data, bytes) else (data + "\r\n").encode())

    def starttls(self):
        self.buffer = b""
        self.sock = self.server.certificate.context().wrap_socket(self.sock, server_side=True)

    def hang(self):
        """Silent until the test ends or the other side goes."""
        self.sock.settimeout(0.1)
        while not self.server.stopping.is_set():
            try:
                if not self.sock.recv(65536):
                    break
            except (TimeoutError, ssl.SSLError):
                continue
        raise EOFError


class Mail:
    """What the sink took: the envelope and the bytes (dots unstuffed, CRLF as sent)."""

    def __init__(self, sender, recipients, raw, user, tls, answered):
        self.sender, self.recipients, self.raw = sender, recipients, raw
        self.user, self.tls = user, tls
        self.answered = answered  # whether 250 was said after the dot


class SmtpSink(_Server):
    """Takes mails into .mails. Told to fail at a stage: connect, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, dot, after-dot
    ("dot" answers instead of taking the mail; "after-dot" takes it, then does not say so)."""

    def __init__(self, tls=None, user=None, password=PASSWORD, certificate=None, extensions=("8BITMIME", "SIZE 50000000"),
                 tokens=None, mechanisms=None):
        self.user, self.password, self.extensions = user, password, extensions
        self.tokens = tokens  # a function (token) → bool, which makes it a server that takes no passwords
        self.mechanisms = mechanisms or ("XOAUTH2" if tokens else "PLAIN")
        self.mails = []
        self.faults = []
        super().__init__(tls, certificate)

    def url(self, host=HOST, user=None):
        scheme = "smtps" if self.tls == "implicit" else "smtp"
        who = user or self.user
        return f"{scheme}://{quote(who, safe='') + '@' if who else ''}{host}:{self.port}"

    def fail(self, stage, action, times=None, match=None):
        """ACTION: a reply line ("451 4.7.1 later"), CLOSE or HANG; TIMES: how often (None: always);
        MATCH: only where this regular expression is found in the line."""
        self.faults.append({"stage": stage, "action": action, "times": times, "match": match})

    def mend(self):
        self.faults.clear()

    def _fault(self, line, stage, text=""):
        """True if a fault has answered in place of the real reply."""
        with self.lock:
            for fault in self.faults:
                if fault["stage"] != stage or fault["times"] == 0 or \
                        fault["match"] and not re.search(fault["match"], text, re.I):
                    continue
                if fault["times"] is not None:
                    fault["times"] -= 1
                action = fault["action"]
                break
            else:
                return False
        if action == CLOSE:
            raise EOFError
        if action == HANG:
            line.hang()
        line.send(action)
        return True

    def talk(self, line):
        secure, who, sender, recipients = self.tls == "implicit", None, None, []
        if not self._fault(line, "connect"):
            line.send("220 sink.example ESMTP")
        while True:
            text = line.read().decode("utf-8", "replace")
            verb = text.split(" ", 1)[0].upper()
            if verb == "QUIT":
                line.send("221 2.0.0 bye")
                return
            stage = "EHLO" if verb == "HELO" else verb
            if self._fault(line, stage, text):
                continue
            if verb in ("EHLO", "HELO"):
                offers = list(self.extensions)
                if self.tls == "starttls" and not secure:
                    offers.append("STARTTLS")
                if self.user and (secure or not self.tls):
                    offers.append(f"AUTH {self.mechanisms}")
                words = ["sink.example"] + (offers if verb == "EHLO" else [])
                for i, word in enumerate(words):
                    line.send(f"250{' ' if i == len(words) - 1 else '-'}{word}")
            elif verb == "STARTTLS" and self.tls == "starttls":
                line.send("220 2.0.0 go")
                line.starttls()
                secure, who = True, None
            elif verb == "AUTH":
                who = self._login(line, text)
                line.send("235 2.7.0 welcome" if who else "535 5.7.8 authentication failed")
            elif verb == "MAIL":
                if self.user and not who:
                    line.send("530 5.7.0 authentication required")
                    continue
                sender, recipients = _address(text), []
                line.send("250 2.1.0 ok")
            elif verb == "RCPT":
                recipients.append(_address(text))
                line.send("250 2.1.5 ok")
            elif verb == "DATA":
                line.send("354 go ahead")
                self._take(line, sender, recipients, who, secure)
                sender, recipients = None, []
            elif verb in ("RSET", "NOOP"):
                line.send("250 2.0.0 ok")
            else:
                line.send("502 5.5.1 unknown")

    def _login(self, line, text):
        words = text.split()
        if self.tokens and len(words) >= 2 and words[1].upper() in self.mechanisms:
            return self._bearer(line, words)
        if len(words) >= 2 and words[1].upper() == "LOGIN" and "LOGIN" in self.mechanisms:
            return self._by_questions(line, words)
        if len(words) < 2 or words[1].upper() != "PLAIN" or "PLAIN" not in self.mechanisms:
            return None
        if len(words) == 2:
            line.send("334 ")
            words.append(line.read().decode())
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        return user if user == self.user and password == self.password else None

    def _by_questions(self, line, words):
        """AUTH LOGIN: user and password are asked for, one after the other."""
        answers = words[2:]
        for question in (b"Username:", b"Password:")[len(answers):]:
            line.send("334 " + base64.b64encode(question).decode())
            answers.append(line.read().decode())
        user, password = (base64.b64decode(answer).decode() for answer in answers)
        return user if user == self.user and password == self.password else None

    def _bearer(self, line, words):
        if len(words) == 2:
            line.send("334 ")
            words.append(line.read().decode())
        user, token = bearer(words[2])
        if user == self.user and self.tokens(token):
            return user
        line.send("334 " + REFUSED_BEARER)
        line.read()
        return None

    def _take(self, line, sender, recipients, who, secure):
        raw = line.read_until(b"\r\n.\r\n") + b"\r\n"
        raw = re.sub(rb"(?m)^\.\.", b".", raw)
        text = raw.decode("utf-8", "replace")
        if self._fault(line, "dot", text):
            return
        mail = Mail(sender, recipients, raw, who, secure, False)
        self.mails.append(mail)
        if not self._fault(line, "after-dot", text):
            line.send(f"250 2.0.0 queued as {len(self.mails)}")
            mail.answered = True


def _address(text):
    match = re.search(r"<([^>]*)>", text)
    return match[1] if match else ""


REFUSED_BEARER = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()


def bearer(encoded):
    """(user, token) of an XOAUTH2 or OAUTHBEARER response."""
    text = base64.b64decode(encoded).decode()
    user = re.search(r"(?:^user=|,a=)([^\x01,]*)", text)
    token = re.search(r"auth=Bearer ([^\x01]*)\x01", text)
    return (user[1] if user else ""), (token[1] if token else "")


class FakeImap(_Server):
    """A small IMAP server that can be told to lie. .mails: {uid: bytes}; .folders: {name as on the wire: flags};
    .moved: [(uids, folder)].
    on(REGEX, ANSWER, then, times) overrides what it would have said: ANSWER bytes with {tag} in it, or a function
    (connection, tag, text) → bytes; THEN: CLOSE or HANG after it."""

    CAPABILITY = "IMAP4rev1 SASL-IR AUTH=PLAIN UIDPLUS MOVE IDLE"

    def __init__(self, tls=None, user=USER, password=PASSWORD, capability=CAPABILITY, certificate=None, mails=None, tokens=None):
        self.user, self.password, self.capability = user, password, capability
        self.tokens = tokens  # a function (token) → bool: XOAUTH2 or OAUTHBEARER, whichever .capability names
        self.mails = dict(mails or {})
        self.dates = {}  # uid: INTERNALDATE; None: NIL
        self.folders = {"INBOX": "", "Junk": "\\Junk"}
        self.moved = []
        self.kept = {}  # folder: [mail], what was moved there
        self.uidvalidity = 14
        self.greeting = b"* OK ready\r\n"
        self.rules = []
        super().__init__(tls, certificate)

    def url(self, host=HOST, folder="INBOX"):
        scheme = "imaps" if self.tls == "implicit" else "imap"
        return f"{scheme}://{quote(self.user, safe='')}@{host}:{self.port}/{folder}"

    def mend(self):
        self.rules.clear()

    def on(self, pattern, answer, then=None, times=None):
        self.rules.insert(0, {"pattern": re.compile(pattern, re.I), "answer": answer, "then": then, "times": times})

    def _rule(self, text):
        with self.lock:
            for rule in self.rules:
                if rule["times"] != 0 and rule["pattern"].search(text):
                    if rule["times"] is not None:
                        rule["times"] -= 1
                    return rule
        return None

    def talk(self, line):
        line.send(self.greeting)
        while True:
            text = line.read().decode("utf-8", "replace")
            tag, _, rest = text.partition(" ")
            literal = re.search(r"\{(\d+)(\+?)\}$", text)
            if literal:
                if not literal[2]:
                    line.send("+ go on")
                rest += "\n" + line.read_exactly(int(literal[1])).decode("utf-8", "replace") + line.read().decode()
            rule = self._rule(rest)
            if rule:
                answer = rule["answer"]
                if callable(answer):
                    answer = answer(line, tag, rest)
                for at in range(0, len(answer), 65536):
                    line.send(answer[at:at + 65536].replace(b"{tag}", tag.encode()))
                if rule["then"] == CLOSE:
                    return
                if rule["then"] == HANG:
                    line.hang()
            elif not self._usual(line, tag, rest):
                return

    def _usual(self, line, tag, rest):
        verb = rest.split(" ", 1)[0].upper()
        if verb == "UID":
            verb = "UID " + rest.split(" ")[1].upper()
        said = getattr(self, "_" + verb.lower().replace(" ", "_"), None)
        if not said:
            line.send(f"{tag} BAD unknown command")
            return True
        return said(line, tag, rest) is not False

    def _capability(self, line, tag, _):
        offers = self.capability + (" STARTTLS" if self.tls == "starttls" else "")
        line.send(f"* CAPABILITY {offers}\r\n{tag} OK done")

    def _starttls(self, line, tag, _):
        line.send(f"{tag} OK begin")
        line.starttls()

    def _authenticate(self, line, tag, rest):
        words = rest.split()
        if len(words) < 3:
            line.send("+ ")
            words.append(line.read().decode())
        if self.tokens:
            user, token = bearer(words[2])
            good = words[1].upper() != "PLAIN" and user == self.user and self.tokens(token)
            if not good:
                line.send("+ " + REFUSED_BEARER)
                line.read()
            line.send(f"{tag} OK AUTHENTICATE completed." if good else f"{tag} NO AUTHENTICATE failed.")
            return
        good = base64.b64decode(words[2]).decode() == f"\0{self.user}\0{self.password}"
        line.send(f"{tag} OK logged in" if good else f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.")

    def _login(self, line, tag, rest):
        good = self.password in rest or self.password in rest.replace("\\", "")
        line.send(f"{tag} OK logged in" if good else f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.")

    def _select(self, line, tag, rest):
        name = rest.split(" ", 1)[1].strip('"')
        if name not in self.folders:
            line.send(f"{tag} NO [NONEXISTENT] no such mailbox")
            return
        line.send(f"* FLAGS (\\Seen \\Deleted)\r\n* {len(self.mails)} EXISTS\r\n* 0 RECENT\r\n"
                  f"* OK [UIDVALIDITY {self.uidvalidity}] ok\r\n* OK [UIDNEXT {max(self.mails, default=0) + 1}] ok\r\n"
                  f"{tag} OK [READ-WRITE] selected")

    _examine = _select

    def _list(self, line, tag, _):
        for name, flags in list(self.folders.items()):  # another connection may make one meanwhile
            line.send(f'* LIST ({flags}) "/" "{name}"')
        line.send(f"{tag} OK done")

    def _create(self, line, tag, rest):
        self.folders[rest.split(" ", 1)[1].strip('"')] = ""
        line.send(f"{tag} OK done")

    def _subscribe(self, line, tag, _):
        line.send(f"{tag} OK done")

    def _noop(self, line, tag, _):
        line.send(f"* {len(self.mails)} EXISTS\r\n{tag} OK done")

    def _logout(self, line, tag, _):
        line.send(f"* BYE\r\n{tag} OK done")
        return False

    def _idle(self, line, tag, _):
        line.send("+ idling")
        line.read()
        line.send(f"{tag} OK done")

    def chosen(self, spec, mails=None):
        """The UIDs there are in a set such as 1:3,7,9:* (n:* always holds the last one), in order."""
        mails = dict(self.mails) if mails is None else mails
        found = []
        top = max(mails, default=0)
        for part in spec.split(","):
            low, _, high = part.partition(":")
            low = top if low == "*" else int(low)
            high = top if high == "*" else int(high or low)
            low, high = min(low, high), max(low, high)
            found += [uid for uid in sorted(mails) if low <= uid <= high]
        return found

    def _uid_fetch(self, line, tag, rest):
        spec = rest.split(" ")[2]
        window = re.search(r"BODY\.PEEK\[(HEADER)?\](?:<(\d+)\.(\d+)>)?", rest, re.I)
        mails = dict(self.mails)  # another connection may move some meanwhile
        numbers = {uid: number for number, uid in enumerate(sorted(mails), 1)}
        for uid in self.chosen(spec, mails):
            number = numbers[uid]
            mail = mails[uid]
            words = [f"UID {uid}"]
            if "RFC822.SIZE" in rest.upper():
                words.append(f"RFC822.SIZE {len(mail)}")
            if "INTERNALDATE" in rest.upper():
                date = self.dates.get(uid, "15-Apr-2026 08:00:00 +0200")
                words.append(f'INTERNALDATE "{date}"' if date else "INTERNALDATE NIL")
            line.sock.sendall(f"* {number} FETCH ({' '.join(words)}".encode())
            if window:
                section = window[1] or ""
                body = mail[:mail.find(b"\r\n\r\n") + 4] if section else mail
                at, size = (int(window[2]), int(window[3])) if window[2] else (0, len(body))
                part = body[at:at + size]
                mark = f"<{at}>" if window[2] else ""
                line.sock.sendall(f" BODY[{section}]{mark} {{{len(part)}}}\r\n".encode() + part)
            line.send(b")\r\n")
        line.send(f"{tag} OK done")

    def _uid_move(self, line, tag, rest):
        _, _, spec, folder = rest.split(" ", 3)
        folder = folder.strip('"')
        if folder not in self.folders:
            line.send(f"{tag} NO [TRYCREATE] no such mailbox")
            return
        uids = self.chosen(spec)
        self.moved.append((uids, folder))
        gone = ",".join(map(str, uids))
        if uids:
            line.send(f"* OK [COPYUID 1 {gone} {gone}] moved")
        for uid in sorted(uids, reverse=True):
            with self.lock:
                mail, number = self.mails.pop(uid, None), sum(other < uid for other in self.mails) + 1
                if mail is None:
                    continue  # another connection was quicker
                self.kept.setdefault(folder, []).append(mail)
            line.send(f"* {number} EXPUNGE")
        line.send(f"{tag} OK done")


class Proxy:
    """Passes bytes on to PORT until COUNT bytes have gone WAY ("up": to the server, "down"); then it does what HOW says: CLOSE cuts both
    sides, HANG says nothing more that way, DRIP goes on with one byte each PAUSE_S, GARBAGE says noise in place of the rest and cuts.
    .passed counts the bytes each way since arm()."""

    PAUSE_S = 1.0
    GARBAGE_BYTES = 100_000

    def __init__(self, port):
        self.to = port
        self.noise = bytes((i * 7919 + i // 13) % 256 for i in range(self.GARBAGE_BYTES))
        self.arm()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.taker = threading.Thread(target=self._accept, daemon=True)
        self.taker.start()

    def arm(self, way=None, count=None, how=CLOSE):
        self.passed = {"up": 0, "down": 0}
        self.left = {"up": None, "down": None, "how": how}
        if way:
            self.left[way] = count

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                return
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for way, source, target in (("up", client, server), ("down", server, client)):
                threading.Thread(target=self._pass, args=(way, source, target), daemon=True).start()

    def _pass(self, way, source, target):
        try:
            while data := source.recv(65536):
                armed, passed = self.left, self.passed  # a connection that lingers must not disturb what is armed next
                part = data if armed[way] is None else data[:armed[way]]
                passed[way] += len(part)
                if part:
                    target.sendall(part)
                if armed[way] is not None:
                    armed[way] -= len(part)
                    if armed[way] == 0:
                        self._then(armed["how"], data[len(part):], source, target)
                        break
        except OSError as trouble:
            self.trouble = trouble
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _then(self, how, rest, source, target):
        """What comes when the bytes are used up, before the connection ends."""
        if how == GARBAGE:
            target.sendall(self.noise)
        if how == HANG:
            while source.recv(65536):
                continue
        if how == DRIP:
            while rest:
                for at in range(len(rest)):
                    target.sendall(rest[at:at + 1])
                    time.sleep(self.PAUSE_S)
                rest = source.recv(65536)

    def stop(self):
        """Waits for the thread that accepts: left in its call, it would take connections of whoever gets the descriptor's number next."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.taker.join()
        self.listener.close()
