#!/usr/bin/env python3
"""Exchange Online as it behaves towards IMAP and SMTP programs: a scripted server with each of its habits, a whole diaried against it."""
import os
import re
import shutil
import tempfile
import time
import unittest

import reports
import servers
import tap
import tokens
from house import House, eventually, parsed

NOW = "2026-04-20T08:00:00+02:00"
TEMPORARY = 75


def report(insats, huvudman, sender="karin@storbacken.example"):
    return reports.mail(f"Namn <{sender}>", "Rapport", [("r.docx", reports.docx(
        reports.Report(insats, huvudman, "1 januari - 31 mars 2026")))])


BRON = report("Bron till arbete", "Storbäckens kommun")
NYSTART = report("Nystart 55+", "Furulunda kommun", "lina@furulunda.example")
STAND_IN = (b"From: \"Microsoft Exchange Server\" <noreply@outlook.example>\r\nTo: kontakt@finsam.example\r\n"
            b"Subject: Retrieval using the IMAP4 protocol failed for the following message: 4711\r\n\r\n"
            b"The server couldn't retrieve the following message:\r\n\r\nSubject: \"Kvartalsrapport\"\r\n")


def scanning(insats, huvudman, sender="karin@storbacken.example", message_id="<r1@storbacken.example>", form="mail", has_attach=None, when="2026-04-15T21:58:00+00:00",
             text="Hej!\n\nHär kommer rapporten.\n\nKarin\n"):
    """One mail before and after Safe Attachments (Dynamic Delivery) has looked at it. FORM: what stands for the attachment meanwhile:
    a mail within the mail, a file, or nothing. HAS_ATTACH: Exchange's field; None: not there."""
    headers = [] if has_attach is None else [("X-MS-Has-Attach", has_attach)]
    own = dict(when=when, message_id=message_id, headers=headers, text=text)
    whole = reports.mail(f"Namn <{sender}>", "Rapport", [("r.docx", reports.docx(reports.Report(insats, huvudman, "1 januari - 31 mars 2026")))], **own)
    words = b"Subject: ATP Scan In Progress\r\nContent-Type: text/html\r\n\r\n<p>Your attachment is being scanned. https://x.sharepoint.com/:w:/s/a</p>\r\n"
    stand_in = {"mail": b"Content-Type: message/rfc822\r\n\r\n" + words, "nothing": None,
                "named": b'Content-Type: message/rfc822; name="Safe Attachments Scan In Progress.eml"\r\n\r\n' + words.replace(b"ATP Scan In Progress", b"x"),
                "file": b'Content-Type: application/octet-stream; name="ATP Scan In Progress.eml"\r\n\r\n' + words}[form]
    whole = whole.replace(b"21:58:00 +0000", b"22:18:00 +0000")  # the next day in Sweden
    before = reports.mail(f"Namn <{sender}>", "Rapport", [("r.docx", b"x")], **own)
    begin, end = before.index(b"Content-Type: application/vnd"), before.rindex(b"\r\n--=-")
    if stand_in:
        return before[:begin] + stand_in + before[end:], whole
    return before[:before.rindex(b"--", 0, begin)] + before[end + 2:], whole


class Exchange(servers.FakeImap):
    """One capability before the login, another after it; no keywords; SEARCH answered as by a rev2 server; a malformed BODYSTRUCTURE;
    sizes three times off, attributes in another order each time; UIDVALIDITY 14 everywhere; folders in Swedish, flagged without
    SPECIAL-USE. .boxes: {folder as on the wire: {uid: mail}}."""

    BEFORE = "IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+"
    AFTER = "IMAP4 IMAP4rev1 IMAP4rev2 ENABLE AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION IDLE NAMESPACE LITERAL+"
    JUNK = servers.utf7("Skräppost")

    def __init__(self, endpoint, inbox=None, junk=None):
        super().__init__(tokens=endpoint.holds)
        self.boxes = {"INBOX": dict(inbox or {}), self.JUNK: dict(junk or {})}
        self.folders = {"INBOX": "\\Marked \\HasNoChildren", self.JUNK: "\\HasNoChildren \\Junk",
                        servers.utf7("Papperskorgen"): "\\HasNoChildren \\Trash", "Drafts": "\\HasNoChildren \\Drafts"}
        self.mails = self.boxes["INBOX"]
        self.entered = set()
        self.turn = 0

    def _capability(self, line, tag, _):
        line.send(f"* CAPABILITY {self.AFTER if line in self.entered else self.BEFORE}\r\n{tag} OK CAPABILITY completed.")

    def _authenticate(self, line, tag, rest):
        super()._authenticate(line, tag, rest)
        self.entered.add(line)

    def _select(self, line, tag, rest):
        name = rest.split(" ", 1)[1].strip('"')
        if name not in self.folders:
            line.send(f"{tag} NO {name} doesn't exist.")
            return
        self.mails = self.boxes.setdefault(name, {})
        line.send(f"* {len(self.mails)} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)\r\n"
                  "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)] Permanent flags\r\n"
                  f"* OK [UIDVALIDITY 14] UIDVALIDITY value\r\n* OK [UIDNEXT {max(self.mails, default=0) + 1}] The next unique identifier value\r\n"
                  f"{tag} OK [READ-WRITE] SELECT completed.")

    def _search(self, line, tag, rest):
        line.send(f'* ESEARCH (TAG "{tag}") UID\r\n{tag} ' + ("BAD Command Argument Error. 11" if "KEYWORD" in rest else "OK SEARCH completed."))

    _uid_search = _search

    def _enable(self, line, tag, _):
        line.send(f"* ENABLED IMAP4REV2\r\n{tag} OK ENABLE completed.")

    def _store(self, line, tag, rest):
        known = re.fullmatch(r".*FLAGS\S* \((\\\w+ ?)*\)", rest)
        line.send(f"{tag} OK STORE completed." if known else f"{tag} BAD Command Argument Error. 11")

    _uid_store = _store

    def _uid_fetch(self, line, tag, rest):
        if "BODYSTRUCTURE" in rest.upper():
            line.send(f"* 1 FETCH (BODYSTRUCTURE (NIL NIL (\"x\" NIL) NIL\r\n{tag} OK FETCH completed.")
            return
        window = re.search(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>", rest, re.I)
        for uid in self.chosen(rest.split(" ")[2]):
            mail, self.turn = self.mails[uid], self.turn + 1
            words = [b"UID %d" % uid]
            if "RFC822.SIZE" in rest.upper():
                words += [b"RFC822.SIZE %d" % (len(mail) * 3), b'INTERNALDATE "15-Apr-2026 08:00:00 +0200"', b"FLAGS (\\Seen)"]
            if window:
                at, size = int(window[1]), int(window[2])
                words.append(b"BODY[]<%d> {%d}\r\n" % (at, len(mail[at:at + size])) + mail[at:at + size])
            words = words[self.turn % len(words):] + words[:self.turn % len(words)]
            line.send(b"* %d FETCH (%s)\r\n" % (sorted(self.mails).index(uid) + 1, b" ".join(words)))
        line.send(f"{tag} OK FETCH completed.")

    def _idle(self, line, tag, _):
        line.send("+ IDLE accepted, awaiting DONE command.")
        known = 0
        line.sock.settimeout(0.05)
        while True:
            if len(self.boxes["INBOX"]) != known:
                known = len(self.boxes["INBOX"])
                line.send(f"* {known} EXISTS")
            try:
                line.read()
                break
            except TimeoutError:
                continue
        line.sock.settimeout(None)
        line.send(f"{tag} OK IDLE completed.")

    def _uid_move(self, line, tag, rest):
        box = {uid: self.mails[uid] for uid in self.chosen(rest.split(" ")[2])}
        super()._uid_move(line, tag, rest)
        target = self.boxes.setdefault(rest.split(" ", 3)[3].strip('"'), {})
        for uid, mail in box.items():
            if uid not in self.mails:  # moved; not where the folder was missing
                target[max(target, default=0) + 1] = mail


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="diarie-exchange-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.endpoint = tokens.TokenServer()
        self.addCleanup(self.endpoint.stop)
        self.imap = Exchange(self.endpoint)
        self.addCleanup(self.imap.stop)
        self.smtp = servers.SmtpSink(user=servers.USER, tokens=self.endpoint.holds)
        self.addCleanup(self.smtp.stop)
        self.house = House()
        self.addCleanup(self.house.__exit__)
        self.house.settings["oauth2"] = self.endpoint.settings(self.folder)
        self.house.settings["mailbox"].update(url=self.imap.url(), tls="none", auth="oauth2")
        self.house.settings["outgoing"].update(url=self.smtp.url(), tls="none", auth="oauth2", pace=0)
        self.house.configure()

    def insatser(self):
        return sorted(entry["insats"] for entry in self.house.filed())

    def review(self):
        return self.house.diarie("review", "--json", now=NOW).lines()

    def log(self):
        with open(os.path.join(self.house.folder, "diaried.log"), encoding="utf-8") as file:
            return file.read()


class Habits(Case):
    def test_round(self):
        """a whole round: filed, moved (MOVE is offered only after the login), answered; nothing said that breaks there"""
        self.imap.boxes["INBOX"].update({3: BRON, 7: NYSTART})
        self.house.once(NOW)
        self.assertEqual(self.insatser(), ["Bron till arbete", "Nystart 55+"])
        self.assertEqual(len(self.imap.boxes[servers.utf7("Diariefört")]), 2)
        self.assertEqual(len([mail for mail in self.smtp.mails if mail.recipients != ["handlaggare@finsam.example"] and b"SFE 26-" in mail.raw]), 2)
        said = " ".join(self.imap.lines).upper()
        for word in ("SEARCH", "ENABLE", "BODYSTRUCTURE", "KEYWORD", "LOGIN ", "EXPUNGE", "BODY[", "STORE"):
            self.assertNotIn(word, said)
        self.assertEqual(self.imap.connections, 1)

    def test_seen(self):
        """a mail that a person has read already (\\Seen) is filed as any other"""
        self.imap.boxes["INBOX"][3] = BRON  # every mail of this server is \\Seen
        self.house.once(NOW)
        self.assertEqual(self.insatser(), ["Bron till arbete"])

    def test_junk(self):
        """the junk folder is found by its flag, without SPECIAL-USE, by its Swedish name; what lies there waits for a person"""
        self.imap.boxes[Exchange.JUNK][3] = BRON
        self.house.once(NOW)
        self.assertTrue(any(f'SELECT "{Exchange.JUNK}"' in line or f"SELECT {Exchange.JUNK}" in line for line in self.imap.lines))
        self.assertEqual(len(self.review()), 1)

    def test_same_numbers(self):
        """the same UIDVALIDITY and UID in two folders are two mails"""
        self.imap.boxes["INBOX"][3] = BRON
        self.imap.boxes[Exchange.JUNK][3] = NYSTART
        self.house.once(NOW)
        self.assertEqual(self.insatser(), ["Bron till arbete"])
        self.assertEqual(len(self.review()), 1)

    def test_no_data(self):
        """a mail for which FETCH has no data, for good, waits for a person; later mails are filed"""
        self.imap.boxes["INBOX"].update({3: BRON, 7: NYSTART})
        self.imap.on(r"^UID FETCH 3 .*BODY", b"{tag} OK FETCH completed.\r\n")
        usual = self.imap._uid_fetch

        def without(line, tag, rest):
            held = self.imap.mails.pop(3, None)
            usual(line, tag, rest)
            if held:
                self.imap.mails[3] = held
        self.imap.on(r"^UID FETCH (3,7|3:7) .*BODY", lambda line, tag, rest: without(line, tag, rest) or b"")
        self.house.once(NOW)
        self.assertEqual(self.insatser(), ["Nystart 55+"])
        self.assertIn("Öppna det i brevlådan", str(self.review()))
        self.assertTrue(any("brevlådan" in mail.raw.decode("utf-8", "replace") or b"granska" in mail.raw.lower() for mail in self.smtp.mails
                            if mail.recipients == ["handlaggare@finsam.example"]))

    def test_no_data_once(self):
        """no data once or twice is only asked again"""
        self.imap.boxes["INBOX"][3] = BRON
        self.imap.on(r"^UID FETCH 3 .*BODY", b"{tag} OK FETCH completed.\r\n", times=2)
        self.house.once(NOW)
        self.assertEqual(self.insatser(), ["Bron till arbete"])

    def test_stand_in(self):
        """Exchange's stand-in for a mail that it cannot give out is neither filed nor answered; staff are told to open it in Outlook"""
        self.imap.boxes["INBOX"][3] = STAND_IN
        self.house.once(NOW)
        self.assertEqual(self.insatser(), [])
        self.assertIn("Öppna det i Outlook", str(self.review()))
        self.assertEqual([mail for mail in self.smtp.mails if "outlook.example" in str(mail.recipients)], [])
        told = [mail for mail in self.smtp.mails if mail.recipients == ["handlaggare@finsam.example"]]
        self.assertTrue(told)

    def test_empty_answer(self):
        """a folder that holds mails and lists none is not believed to be empty: no reminders that day, tried again"""
        self.imap.boxes["INBOX"][3] = BRON
        self.imap.on(r"^UID FETCH (?!.*BODY)", b"{tag} OK FETCH completed.\r\n")
        answer = self.house.once(NOW, expect=TEMPORARY)
        self.assertIn("lists none", answer.err)
        self.assertEqual([mail for mail in self.smtp.mails if mail.recipients != ["handlaggare@finsam.example"]], [])
        self.imap.rules.clear()
        self.house.once(NOW)
        self.assertEqual(self.insatser(), ["Bron till arbete"])

    def test_not_connected(self):
        """OK to the login, then BAD "not connected": tried again later, with the server's words"""
        self.imap.on(r"^SELECT", b"{tag} BAD User is authenticated but not connected.\r\n")
        answer = self.house.once(NOW, expect=TEMPORARY)
        self.assertIn("authenticated but not connected", answer.err)
        self.assertEqual(len(self.endpoint.asked), 1)

    def test_throttled(self):
        """a throttled server is left in peace for as long as it says: the running daemon does not log in before that"""
        self.imap.on(r"^SELECT", b"{tag} BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n* BYE Connection closed. 14\r\n",
                     then=servers.CLOSE)
        self.house.configure(mailbox={"poll": 5})
        self.house.start()
        self.house.wait_told("Väntar 3")
        self.assertIn("Väntar 300", "".join(self.house.told))
        time.sleep(1)
        self.assertEqual(self.imap.connections, 1)
        self.assertEqual(self.house.stop(), 0)

    def test_one_connection(self):
        """mails that come one after another are fetched over one connection"""
        self.house.start()
        for uid, mail, insats in ((3, BRON, "Bron till arbete"), (4, NYSTART, "Nystart 55+")):
            self.imap.boxes["INBOX"][uid] = mail
            self.assertTrue(eventually(lambda: insats in self.insatser()), self.log())
        self.assertEqual(self.house.stop(), 0)
        self.assertEqual(self.imap.connections, 1)
        self.assertEqual(len(self.endpoint.asked), 1)

    def test_pace(self):
        """letters go at least so many seconds apart; for Microsoft three unless told otherwise"""
        times = []
        take = self.smtp._take

        def timed(*what):
            times.append(time.monotonic())
            take(*what)
        self.smtp._take = timed
        self.imap.boxes["INBOX"].update({3: BRON, 7: NYSTART})
        self.house.configure(outgoing={"pace": 1})
        self.house.once(NOW)
        gaps = [b - a for a, b in zip(times, times[1:])]
        self.assertTrue(gaps and min(gaps) >= 0.99, gaps)
        times.clear()
        self.house.settings["outgoing"].pop("pace")
        self.house.configure()
        self.imap.boxes["INBOX"].update({9: report("Kulturlyftet", "Åsbergs kommun", "moa@asberg.example"), 10: report(
            "Kulturlyftet", "Åsbergs kommun", "moa@asberg.example").replace(b"Subject: Rapport", b"Subject: Igen")})
        self.house.once("2026-04-21T08:00:00+02:00")
        gaps = [b - a for a, b in zip(times, times[1:])]
        self.assertTrue(gaps and min(gaps) >= 2.99, gaps)

    def test_envelope(self):
        """the sender of every letter is the mailbox itself: a plus address can only receive"""
        self.imap.boxes["INBOX"][3] = BRON
        self.house.once(NOW)
        self.assertEqual({mail.sender for mail in self.smtp.mails}, {"kontakt@finsam.example"})


class Scanned(Case):
    """Safe Attachments with Dynamic Delivery: a mail arrives before its attachment, and is replaced by one with it."""
    FIRST, LATER, LAST = "2026-04-16T08:00:00+02:00", "2026-04-16T08:12:00+02:00", "2026-04-16T08:31:00+02:00"

    def to(self, address):
        return [mail for mail in self.smtp.mails if mail.recipients == [address] and b"veckobrev" not in mail.raw]

    def waits(self, before):
        """Nothing is said and nothing moved."""
        self.imap.boxes["INBOX"][3] = before
        self.house.once(self.FIRST)
        self.house.once(self.LATER)
        self.assertEqual((self.insatser(), self.review(), self.to("karin@storbacken.example")), ([], [], []))
        self.assertEqual(self.imap.boxes["INBOX"], {3: before})

    def filed(self):
        """Filed once, with the day on which the first of the two came in; one receipt; nothing for a person to do."""
        for now in (self.LATER, self.LAST, "2026-04-17T08:00:00+02:00"):
            self.house.once(now)
        self.assertEqual((self.insatser(), self.review()), (["Bron till arbete"], []))
        self.assertEqual([mail["inkom"][:10] for mail in self.house.filed()], ["2026-04-15"])
        letters = [str(parsed(mail)["Subject"]) for mail in self.to("karin@storbacken.example")]
        self.assertEqual(len(letters), 1, letters)
        self.assertIn("Tack", letters[0])
        self.assertEqual(len(self.imap.boxes[servers.utf7("Diariefört")]), 1)

    def test_new_number(self):
        """the mail with the attachment comes under another UID, and the first one is gone"""
        for form in ("mail", "named", "file", "nothing"):
            with self.subTest(form):
                before, after = scanning("Bron till arbete", "Storbäckens kommun", form=form)
                self.waits(before)
                self.imap.boxes["INBOX"].clear()
                self.imap.boxes["INBOX"][4] = after
                self.filed()
                self.assertEqual(self.imap.boxes["INBOX"], {})
                self.tearDown()
                self.doCleanups()
                self.setUp()

    def test_same_number(self):
        """the mail changes under its UID"""
        before, after = scanning("Bron till arbete", "Storbäckens kommun")
        self.waits(before)
        self.imap.boxes["INBOX"][3] = after
        self.filed()

    def test_both_lie_there(self):
        """the mail without the attachment stays beside the other for a while"""
        before, after = scanning("Bron till arbete", "Storbäckens kommun")
        self.waits(before)
        self.imap.boxes["INBOX"][4] = after
        self.filed()
        self.assertEqual(self.imap.boxes["INBOX"], {3: before})

    def test_stranger(self):
        """a stranger's too: the report waits for approval as it would have"""
        before, after = scanning("Bron till arbete", "Storbäckens kommun", "ove@annan.example")
        self.waits(before)
        self.imap.boxes["INBOX"][3] = after
        self.house.once(self.LAST)
        self.assertEqual(self.insatser(), ["Bron till arbete"])
        self.assertEqual(len(self.review()), 1)

    def test_claimed(self):
        """Exchange's field says whether there is an attachment: yes is waited for, no is believed"""
        before, _ = scanning("Bron till arbete", "Storbäckens kommun", form="nothing", has_attach="yes", text="Hej!\n")
        self.waits(before)
        other, _ = scanning("Bron till arbete", "Storbäckens kommun", form="nothing", has_attach="", message_id="<r2@storbacken.example>", text="Rapporten kommer på fredag.\n")
        self.imap.boxes["INBOX"][4] = other
        self.house.once(self.LATER)
        self.assertEqual(len(self.review()), 1)

    def test_never(self):
        """half an hour later it is answered once as a mail without attachment, and lies before staff; what comes after all is filed, and
        staff have nothing left to do"""
        before, after = scanning("Bron till arbete", "Storbäckens kommun")
        self.waits(before)
        for now in (self.LAST, "2026-04-16T09:00:00+02:00"):
            self.house.once(now)
            told = [parsed(mail) for mail in self.to("karin@storbacken.example")]
            self.assertEqual(len(told), 1)
            self.assertIn("Bilagan kom inte fram till oss.", told[0].get_content().replace("\n", " "))
            self.assertEqual([one["skal"] for one in self.review()],
                             ["Bilagan fastnade i Microsofts virusgranskning (Safe Attachments). Öppna mejlet i Outlook."])
        self.imap.boxes["INBOX"][9] = after
        self.house.once("2026-04-16T11:00:00+02:00")
        self.assertEqual((self.insatser(), self.review()), (["Bron till arbete"], []))

    def test_wrong_clock(self):
        """what came while the clock said 2027 waits half an hour when that is put right, not a year"""
        before, _ = scanning("Bron till arbete", "Storbäckens kommun")
        self.imap.boxes["INBOX"][3] = before
        self.house.once("2027-04-16T08:00:00+02:00")
        self.house.once(self.FIRST)
        self.house.once(self.LAST)
        self.assertEqual([one["fran"] for one in self.review()], ["karin@storbacken.example"])
        self.imap.boxes["INBOX"][5] = scanning("Bron till arbete", "Storbäckens kommun", message_id="<r2@storbacken.example>")[0]
        self.house.once("2026-04-16T09:00:00+02:00")
        self.assertEqual(len(self.review()), 1)
        self.house.once("2026-04-16T09:31:00+02:00")
        self.assertEqual(len(self.review()), 2)

    def test_not_asked(self):
        """while the mailbox cannot be read nobody is told that the attachment is missing"""
        before, after = scanning("Bron till arbete", "Storbäckens kommun")
        self.waits(before)
        self.imap.on(r"^SELECT", b"{tag} BAD User is authenticated but not connected.\r\n")
        self.house.once(self.LAST, expect=TEMPORARY)
        self.assertEqual((self.review(), self.to("karin@storbacken.example")), ([], []))
        self.imap.rules.clear()
        self.imap.boxes["INBOX"][3] = after
        self.house.once("2026-04-16T09:10:00+02:00")
        self.assertEqual((self.insatser(), self.review()), (["Bron till arbete"], []))

    def test_no_reminder(self):
        """whose report may be on its way is not reminded; others are"""
        before, _ = scanning("Bron till arbete", "Storbäckens kommun", when="2026-04-17T06:00:00+00:00")
        self.imap.boxes["INBOX"][3] = before
        self.house.once("2026-04-17T10:00:00+02:00")
        self.assertEqual(self.to("karin@storbacken.example"), [])
        self.assertEqual(len(self.to("lina@furulunda.example")), 1)

    def test_somebody_elses(self):
        """a mail with the same Message-ID from another sender replaces nothing"""
        before, _ = scanning("Bron till arbete", "Storbäckens kommun")
        self.waits(before)
        self.imap.boxes["INBOX"][4] = scanning("Nystart 55+", "Furulunda kommun", "lina@furulunda.example")[1]
        self.house.once(self.LAST)
        self.assertEqual(self.insatser(), ["Nystart 55+"])
        self.assertEqual(len(self.review()), 1)

    def test_own_words(self):
        """what the writer says is not what the stand-in says: no link is seen in it"""
        before, _ = scanning("Bron till arbete", "Storbäckens kommun", text="Rapporten kommer på fredag.\n")
        self.waits(before)
        self.house.once(self.LAST)
        self.assertNotIn("länk", str(self.review()))



if __name__ == "__main__":
    tap.run()
