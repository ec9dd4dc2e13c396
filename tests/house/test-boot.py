"""The daemon under its own unit: systemd itself starts it, with every restriction, over a copy of this machine's files.

Needs root, namespaces, an overlay and systemd's program; without them it is passed over. tests/house/boot.sh does what a machine's
installer would do. Not enforced here: limits for memory and tasks, where the machine's cgroups are version 1."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

SOURCES = os.path.abspath(os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
BUILD = os.path.abspath(os.environ.get("top_builddir", SOURCES))
sys.path.insert(0, os.path.join(SOURCES, "tests", "e2e"))
import reports
import servers
import tap
import tokens

NOW = "2026-04-14T10:00:00+02:00"
SYSTEMD = "/lib/systemd/systemd"
CGROUPS = ("/sys/fs/cgroup/unified", "/sys/fs/cgroup")
REGISTER = "namn;huvudman;start;slut;kontakt\nBron till arbete;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example\n"
SECRET_ANSWER = "Deltagarna berättar om kajsagröten."

# runs inside, as root, beside the daemon
SCRIPT = """
systemctl start diaried.service
runuser -u anna -- diarie --config {conf} insats import /mnt/register.csv
touch /mnt/ready
n=0
set +x
until [ -e /mnt/filed ] || [ $n -gt 600 ]; do sleep 0.2; n=$((n+1)); done
set -x
main=$(systemctl show --value -p MainPID diaried.service)
for p in $main $(cat /proc/$main/task/*/children); do cat /proc/$p/status; echo; done >/mnt/status
cat /proc/$main/mountinfo >/mnt/mountinfo
for p in /proc/[0-9]*; do cat $p/environ $p/cmdline; done >/mnt/seen 2>/dev/null
runuser -u anna -- diarie --config {conf} list --json >/mnt/list
runuser -u anna -- diarie --config {conf} health --json >/mnt/health
systemctl start diaried@trasig.service
systemctl start diaried@token.service
diarie --config {folder}/token.conf check --json >/mnt/check
sleep 1
systemctl show diaried@token.service >/mnt/show-token
systemctl stop diaried@token.service
systemctl stop diaried.service
systemctl show diaried.service >/mnt/show
systemctl show diaried@trasig.service >/mnt/show-trasig
journalctl --no-pager -o json >/mnt/journal
cp /var/lib/diarie/*.db* /mnt/
find /var/lib/diarie -name 'core*' >/mnt/cores
"""


def cgroup():
    """A folder of the version 2 hierarchy, or None."""
    return next((path for path in CGROUPS if os.path.exists(os.path.join(path, "cgroup.procs")) and
                 os.path.exists(os.path.join(path, "cgroup.controllers"))), None)


def impossible():
    """Why this cannot be tried here; None: it can."""
    if os.geteuid() != 0 or not os.path.exists(SYSTEMD) or not shutil.which("unshare") or not cgroup():
        return "root, systemd, unshare and cgroups of version 2 are needed to boot a systemd beside this one"
    if tap.configured("DI_SANITIZERS"):
        return "a sanitizer's memory is more than the unit allows"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("upper", "work", "root"):
            os.mkdir(os.path.join(folder, name))
        options = f"lowerdir=/,upperdir={folder}/upper,workdir={folder}/work"
        tried = subprocess.run(["unshare", "--mount", "--pid", "--ipc", "--uts", "--cgroup", "--fork", "mount", "-t", "overlay", "overlay", "-o", options,
                                f"{folder}/root"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return None if tried.returncode == 0 else "namespaces and an overlay cannot be had here"


def number(status, key):
    return re.findall(rf"^{key}:\s*(\S+)", status, re.M)


@unittest.skipIf(servers.available(), servers.available())
@unittest.skipIf(impossible(), impossible())
class Boot(unittest.TestCase):
    def setUp(self):
        # not in /tmp, which the unit hides behind one of its own
        self.folder = tempfile.mkdtemp(prefix="diarie-boot-")
        if not os.environ.get("KEEP"):
            self.addCleanup(shutil.rmtree, self.folder, True)
        for name in ("upper", "work", "root", "shared", "etc"):
            os.mkdir(self.path(name))
        os.chmod(self.path("shared"), 0o777)
        self.dovecot = servers.Dovecot()
        self.addCleanup(self.dovecot.stop)
        self.sink = servers.SmtpSink(tls="implicit", user=servers.USER)
        self.addCleanup(self.sink.stop)
        self.endpoint = tokens.TokenServer()
        self.addCleanup(self.endpoint.stop)
        self.exchange = servers.FakeImap(tokens=self.endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=XOAUTH2 UIDPLUS MOVE IDLE")
        self.addCleanup(self.exchange.stop)
        with open(os.path.join(BUILD, "systemd", "diaried.service"), encoding="utf-8") as file:
            self.conf = re.search(r"--config (\S+)", file.read()).group(1)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, text, *names):
        with open(self.path(*names), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(self.path("shared", name), encoding="utf-8", errors="replace") as file:
            return file.read()

    def settle(self):
        """Settings as the README says, the passwords as credentials."""
        etc = os.path.dirname(self.conf)
        shutil.copy(self.dovecot.ca, self.path("etc", "imap-ca.pem"))
        shutil.copy(self.sink.certificate.ca, self.path("etc", "smtp-ca.pem"))
        self.write(f"[diarium]\nforbund = Samordningsförbund Exempel\nprefix = SFE\n[mailbox]\nurl = {self.dovecot.url()}\nca_file = {etc}/imap-ca.pem\npoll = 5\n"
                   f"[outgoing]\nurl = {self.sink.url()}\nca_file = {etc}/smtp-ca.pem\nfrom = Samordningsförbund Exempel <kontakt@finsam.example>\n"
                   "staff = handlaggare@finsam.example\n", "etc", "diarie.conf")
        self.write("[diarium]\nprefix = litet\n", "etc", "trasig.conf")
        for name, server in (("imap", self.dovecot), ("smtp", self.sink)):
            self.write(server.password + "\n", "etc", f"{name}.password")
        # one that has no passwords, but an application's secret
        shutil.copy(self.endpoint.ca, self.path("etc", "token-ca.pem"))
        self.write(f"[diarium]\ndatabase = /var/lib/diarie/token/diarie.db\nforbund = Ett annat\nprefix = SFT\n[mailbox]\nurl = {self.exchange.url()}\n"
                   "tls = none\nauth = oauth2\n[outgoing]\nurl = maildir:///var/lib/diarie/token/ut\nfrom = Ett annat <kontakt@finsam.example>\n"
                   f"[oauth2]\ntenant = finsam.example\nclient_id = {tokens.CLIENT}\ntoken_url = {self.endpoint.url}\nca_file = {etc}/token-ca.pem\n",
                   "etc", "token.conf")
        self.write(tokens.SECRET + "\n", "etc", "token.oauth2.secret")
        self.write(REGISTER, "shared", "register.csv")
        self.write(SCRIPT.format(conf=self.conf, folder=etc), "shared", "script.sh")

    def boot(self):
        """Boots; what lives inside dies with it."""
        group = os.path.join(cgroup(), f"diarie-test-{os.getpid()}")
        os.mkdir(group)
        self.addCleanup(self.leave, group)
        environment = {"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "BUILD": BUILD, "SOURCES": SOURCES, "NOW": NOW, "CONF": os.path.dirname(os.path.dirname(self.conf))}
        command = f'echo $$ >{group}/cgroup.procs && exec unshare --mount --pid --ipc --uts --cgroup --fork --kill-child sh "{SOURCES}/tests/house/boot.sh" "{self.folder}"'
        self.log = open(self.path("boot.log"), "wb")
        self.addCleanup(self.log.close)
        self.machine = subprocess.Popen(["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=environment)
        self.addCleanup(self.end)

    def end(self):
        if self.machine.poll() is None:
            self.machine.kill()
        self.machine.wait()

    @staticmethod
    def leave(group):
        """The emptied cgroup and those that systemd made in it, the deepest first."""
        for _ in range(50):  # the kernel empties it when it has time
            for path, _, _ in os.walk(group, topdown=False):
                try:
                    os.rmdir(path)
                except OSError:
                    pass
            if not os.path.exists(group):
                return
            time.sleep(0.1)

    def wait_for(self, check, seconds):
        deadline = time.monotonic() + seconds
        while not check():
            if time.monotonic() > deadline or self.machine.poll() is not None:
                self.fail(self.story())
            time.sleep(0.1)

    def story(self):
        """What the installer, the script and the daemon said last."""
        self.write("", "shared", "filed")
        try:
            self.machine.wait(20)
        except subprocess.TimeoutExpired:
            pass
        texts = []
        for log in (self.path("boot.log"), self.path("shared", "script.log")):
            if os.path.exists(log):
                with open(log, encoding="utf-8", errors="replace") as file:
                    texts.append(file.read()[-2000:])
        if os.path.exists(self.path("shared", "journal")):
            entries = [json.loads(line) for line in self.read("journal").splitlines()]
            texts.append("\n".join(str(entry.get("MESSAGE")) for entry in entries if "diarie" in str(entry.get("_SYSTEMD_UNIT")))[-3000:])
        return "\n".join(texts)

    def told(self, address):
        return [mail for mail in self.sink.mails if mail.recipients == [address]]

    def test_whole_cycle(self):
        """a report and a scanned page are read, filed and answered by the daemon under its own unit; every restriction holds; no secret is seen"""
        self.settle()
        self.boot()
        self.wait_for(lambda: os.path.exists(self.path("shared", "ready")), 120)
        bron = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026", answers={"2.1": SECRET_ANSWER})
        self.dovecot.append(reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(bron))]))
        with open(os.path.join(SOURCES, "tests", "golden", "ocr", "skannad.pdf"), "rb") as file:
            self.dovecot.append(reports.mail("Okänd <okand@annan.example>", "Skannad", [("skannad.pdf", file.read())]))
        self.wait_for(lambda: self.told("karin@storbacken.example") and not self.dovecot.uids(), 120)
        self.write("", "shared", "filed")
        self.wait_for(lambda: self.machine.poll() is not None or os.path.exists(self.path("shared", "cores")), 60)
        self.machine.wait(60)
        self.judge_filing()
        self.judge_token()
        self.judge_walls()
        self.judge_traces()
        self.assertIn("diaried@trasig.service has failed", self.read("sendmail"))

    def judge_filing(self):
        self.assertIn('"kvartal": "2026-Q1"', self.read("list"))
        self.assertEqual(len(self.dovecot.uids("Diariefört")) + len(self.dovecot.uids("Granskas")), 2)
        show = self.read("show")
        self.assertIn("Result=success", show)
        self.assertIn("ExecMainStatus=0", show)
        self.assertIn("ExecMainStatus=78", self.read("show-trasig"))

    def judge_token(self):
        """Credentials that are not there keep no daemon from starting; those that are there are handed over, and diarie check finds them."""
        show = self.read("show-token")
        self.assertIn("ActiveState=active", show, self.story())
        self.assertEqual({form.get("client_secret") for form in self.endpoint.asked}, {tokens.SECRET})
        self.assertTrue(self.exchange.lines)
        check = {row["prov"]: row for row in map(json.loads, self.read("check").splitlines())}
        self.assertEqual((check["token"]["bra"], check["brevlada"]["bra"]), (True, True), check)

    def judge_walls(self):
        """The kernel's own words about the daemon and its helpers."""
        status = self.read("status")
        self.assertGreaterEqual(len(number(status, "Pid")), 2, status)  # the daemon, the mailbox's session, the reader
        self.assertEqual(set(number(status, "Seccomp")), {"2"})
        self.assertEqual(set(number(status, "NoNewPrivs")), {"1"})
        for which in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertEqual({int(bits, 16) for bits in number(status, which)}, {0}, which)
        self.assertNotIn("0", number(status, "Uid"))
        mounts = {line.split()[4]: line.split()[5].split(",") for line in self.read("mountinfo").splitlines()}
        self.assertIn("ro", mounts["/"])
        self.assertIn("rw", mounts["/var/lib/diarie"])
        self.assertIn("/tmp", mounts)
        tap.note(f"{len(number(status, 'Pid'))} processes under {number(status, 'Seccomp_filters')[0]} seccomp filters, without a capability")

    def judge_traces(self):
        seen = self.read("seen") + self.read("journal") + "".join(self.read(name) for name in os.listdir(self.path("shared")) if ".db" in name)
        self.assertNotIn(self.dovecot.password, seen)
        self.assertEqual(self.read("cores"), "")
        journal = self.read("journal")
        self.assertIn("DIARIE_NUMBER", journal)  # the daemon's entries are there, with their fields
        self.assertNotIn("kajsagröten", journal)
        self.assertNotIn("kajsagröten", "".join(mail.raw.decode(errors="replace") for mail in self.sink.mails))


if __name__ == "__main__":
    tap.run()
