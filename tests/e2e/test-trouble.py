"""Machines and liars among the senders, an old mailbox, a mailbox that cannot be read: what is filed, what is answered, who is told."""
import contextlib
import datetime
import email.mime.message
import json
import os
import shutil
import signal
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House, eventually, parsed

NOW = "2026-04-14T10:00:00+02:00"
KARIN = "Karin <karin@storbacken.example>"
BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
TWO_CONTACTS = """namn;huvudman;start;slut;kontakt
Bron till arbete;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example, bengt@storbacken.example
"""
ROUNDS = int(os.environ.get("LOOP_ROUNDS", "30"))


def moment(minute, day=14):
    return f"2026-04-{day + minute // 600:02}T{8 + minute // 60 % 10:02}:{minute % 60:02}:00+02:00"


class Trouble(unittest.TestCase):
    def house(self, register=TWO_CONTACTS, **settings):
        settings.setdefault("reminders", {"before": "0"})
        settings.setdefault("outgoing", {"staff": "", "chief": ""})
        house = House(register=register, **settings)
        self.addCleanup(house.__exit__)
        return house

    def to(self, house, address):
        return [letter for letter in house.letters() if letter["To"].addresses[0].addr_spec == address]

    def peer(self, house, rounds, answer):
        """Everything that reaches Karin is answered at once by ANSWER(letter, number), for so many rounds; letters in all."""
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON))]))
        seen = 0
        for number in range(rounds):
            house.once(moment(number))
            letters = self.to(house, "karin@storbacken.example")
            for letter in letters[seen:] or letters[-1:]:
                house.put(answer(letter, number))
            seen = len(letters)
        return letters

    def test_loop_polite(self):
        """a peer that answers everything and says so gets one letter, the receipt"""
        def answer(letter, number):
            return reports.mail(KARIN, f"Autosvar: {letter['Subject']}", (), f"Jag är ledig ({number}).\n", message_id=f"<auto{number}@storbacken.example>",
                                headers=[("Auto-Submitted", "auto-replied"), ("In-Reply-To", letter["Message-ID"])])
        letters = self.peer(self.house(), ROUNDS, answer)
        tap.note(f"{ROUNDS} rounds, {len(letters)} letter")
        self.assertEqual(len(letters), 1)

    def test_loop_rude(self):
        """a peer that answers everything and does not say that it is a machine gets one letter too"""
        def answer(letter, number):
            return reports.mail(KARIN, f"Re: {letter['Subject']}", (), f"Tack ({number}).\n", message_id=f"<rude{number}@storbacken.example>",
                                headers=[("In-Reply-To", letter["Message-ID"])])
        letters = self.peer(self.house(), ROUNDS, answer)
        tap.note(f"{ROUNDS} rounds, {len(letters)} letter")
        self.assertEqual(len(letters), 1)

    def test_loop_with_report(self):
        """a peer that sends its report again with each answer gets at most three letters a day"""
        def answer(letter, number):
            return reports.mail(KARIN, f"Re: {letter['Subject']}", [("r.docx", reports.docx(BRON))], f"Se bilaga ({number}).\n",
                                message_id=f"<again{number}@storbacken.example>")
        house = self.house()
        letters = self.peer(house, ROUNDS, answer)
        tap.note(f"{ROUNDS} rounds, {len(letters)} letters")
        self.assertLessEqual(len(letters), 3)
        self.assertEqual(len(house.filed()), 1)

    def test_not_people(self):
        """a list, an out-of-office reply, bulk mail, a daemon and our own letter are answered by nobody"""
        house = self.house()
        rows = [("Precedence", "bulk"), ("List-Id", "<lista.example>"), ("X-Auto-Response-Suppress", "All"), ("Auto-Submitted", "auto-generated"),
                ("X-Autoreply", "yes"), ("Return-Path", "<>"), ("Precedence", "list"), ("List-Unsubscribe", "<mailto:a@b.example>")]
        for number, row in enumerate(rows):
            house.put(reports.mail(KARIN, f"Rapport {number}", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {number % 4 + 1} {2024 + number // 4}")))],
                                   headers=[row], message_id=f"<maskin{number}@storbacken.example>"))
        for number, sender in enumerate(("MAILER-DAEMON@storbacken.example", "noreply@storbacken.example", "Förbundet <kontakt@finsam.example>")):
            house.put(reports.mail(sender, "Rapport", [("r.docx", reports.docx(BRON))], f"{number}\n", message_id=f"<ingen{number}@storbacken.example>"))
        house.once(NOW)
        told = {letter["To"].addresses[0].addr_spec for letter in house.letters()}
        self.assertNotIn("kontakt@finsam.example", told)
        self.assertEqual([letter["In-Reply-To"] for letter in house.letters()], [])
        tap.note(f"{len(rows) + 3} mails of machines, no answer")

    def bounce(self, letter, recipient, status="5.1.1", action="failed"):
        head = (f"Received: from mx.kommun.example by mx.finsam.example; Tue, 21 Apr 2026 09:00:00 +0000\r\nFrom: MAILER-DAEMON@storbacken.example\r\n"
                "To: kontakt@finsam.example\r\nSubject: Undelivered Mail\r\nMessage-ID: <studs1@storbacken.example>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
                'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\r\n\r\n--g\r\nContent-Type: text/plain\r\n\r\nNej.\r\n--g\r\n'
                "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.kommun.example\r\n\r\n"
                f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--g\r\nContent-Type: text/rfc822-headers\r\n\r\n")
        return (head + f"Message-ID: {letter['Message-ID']}\r\nSubject: x\r\n\r\n--g--\r\n").encode()

    def test_bounce(self):
        """a bounced reminder marks the contact, staff are told, the next goes to the second contact"""
        house = self.house(outgoing={"staff": "handlaggare@finsam.example", "chief": ""})
        house.once("2026-04-17T10:00:00+02:00")
        reminder = self.to(house, "karin@storbacken.example")
        self.assertEqual(len(reminder), 1)
        house.put(self.bounce(reminder[0], "karin@storbacken.example"))
        house.once("2026-04-21T11:00:00+02:00")
        contacts = house.diarie("insats", "list", "--json", now=NOW).out
        self.assertIn('"studsar": true', contacts)
        told = [letter for letter in self.to(house, "handlaggare@finsam.example") if "kom inte fram" in letter["Subject"]]
        self.assertEqual(len(told), 1)
        for day in (22, 23, 24, 27, 28):
            house.once(f"2026-04-{day}T10:00:00+02:00")
        self.assertEqual(len(self.to(house, "karin@storbacken.example")), 1)
        self.assertGreaterEqual(len(self.to(house, "bengt@storbacken.example")), 1)

    def test_bounce_again(self):
        """what came back goes again, at once, to the next contact, and never twice to anybody; staff are told who has it now, or that nobody does"""
        register = "namn;huvudman;start;slut;kontakt\nBron till arbete;Storbäckens kommun;2025-01-01;;karin@storbacken.example,bengt@storbacken.example\n"
        for day, kind in (("2026-03-30", "forhand"), ("2026-04-17", "paminnelse")):
            house = self.house(register=register, outgoing={"staff": "handlaggare@finsam.example", "chief": ""}, reminders={"before": 10})
            house.once(f"{day}T09:00:00+02:00")
            before = {name: len(self.to(house, f"{name}@storbacken.example")) for name in ("karin", "bengt")}
            self.assertEqual(before, {"karin": 1, "bengt": 0 if kind == "forhand" else 1})
            for name, hours in (("karin", (10, 11)), ("bengt", (12, 13))):
                for hour in hours:
                    for letter in self.to(house, f"{name}@storbacken.example"):
                        house.put(self.bounce(letter, f"{name}@storbacken.example"))
                    house.once(f"{day}T{hour}:00:00+02:00")
            for name in ("karin", "bengt"):
                letters = self.to(house, f"{name}@storbacken.example")
                self.assertEqual(len(letters), 1, (kind, name))
                self.assertIn(f"diarie.{kind}.", letters[0]["Message-ID"])
            told = [" ".join(letter.get_content().split()) for letter in self.to(house, "handlaggare@finsam.example") if "kom inte fram" in letter["Subject"]]
            self.assertEqual(len(told), 2)
            self.assertIn("- Bron till arbete, Storbäckens kommun: breven går till bengt@storbacken.example i stället", told[0])
            self.assertIn("- Bron till arbete, Storbäckens kommun: ingen annan adress finns", told[1])
            self.assertIn('diarie insats contact "Bron till arbete" ADRESS', told[1])
            house.diarie("insats", "contact", "Bron till arbete", "ny@storbacken.example", now=NOW)
            house.once(f"{day}T14:00:00+02:00")
            house.once(f"{day}T15:00:00+02:00")
            self.assertEqual(len(self.to(house, "ny@storbacken.example")), 1, kind)

    def test_refused(self):
        """a letter whose address the server knows nobody by goes to the next contact at once, and staff are told with the server's words"""
        register = "namn;huvudman;start;slut;kontakt\nBron till arbete;Storbäckens kommun;2025-01-01;;karin@storbacken.example,bengt@storbacken.example\n"
        with servers.SmtpSink() as sink:
            house = House(smtp=sink, register=register, outgoing={"staff": "handlaggare@finsam.example", "chief": "", "pace": "0"}, reminders={"before": 10})
            self.addCleanup(house.__exit__)
            sink.fail("RCPT", "550 5.1.1 <karin@storbacken.example>: Recipient address rejected: User unknown", match="karin@")
            for hour in (9, 10, 11):
                house.once(f"2026-03-30T{hour:02}:00:00+02:00")
            self.assertEqual([mail.recipients for mail in sink.mails if b"forhand" in mail.raw], [["bengt@storbacken.example"]])
            told = [" ".join(parsed(mail).get_content().split()) for mail in sink.mails if mail.recipients == ["handlaggare@finsam.example"] and b"kom inte fram" in mail.raw]
            self.assertEqual(len(told), 1)
            self.assertIn("Servern svarade: 550 5.1.1 <karin@storbacken.example>: Recipient address rejected: User unknown", told[0])
            self.assertIn("- Bron till arbete, Storbäckens kommun: breven går till bengt@storbacken.example i stället", told[0])
            self.assertIn('"studsar": true', house.diarie("insats", "list", "--json", now=NOW).out)

    def test_refused_in_other_words(self):
        """the same of a server without enhanced codes, of one that says it after the dot, and of a domain that takes no mail"""
        for stage, reply in (("RCPT", "550 No such user here"), ("RCPT", "550 Unrouteable address"), ("RCPT", "551 User not local; please try <x@y.example>"),
                             ("RCPT", "521 5.3.2 does not accept mail"), ("RCPT", "556 5.1.10 null MX"), ("dot", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found")):
            with self.subTest(reply), servers.SmtpSink() as sink:
                house = House(smtp=sink, register="namn;huvudman;start;slut;kontakt\nBron till arbete;Storbäckens kommun;2025-01-01;;karin@storbacken.example\n",
                              outgoing={"staff": "", "chief": "", "pace": "0"}, reminders={"before": 10})
                self.addCleanup(house.__exit__)
                sink.fail(stage, reply, times=1)
                house.once("2026-03-30T09:00:00+02:00")
                self.assertIn('"studsar": true', house.diarie("insats", "list", "--json", now=NOW).out)

    def test_refused_for_us(self):
        """a refusal that is about us, or about the letter, is no fault of the contact's: nobody is marked"""
        for stage, reply in (("MAIL", "550 5.1.8 sender address rejected"), ("RCPT", "554 5.7.1 Relay access denied"), ("RCPT", "550 5.1.7 bad sender"),
                             ("RCPT", "550 no relaying"), ("RCPT", "550 relay not permitted"), ("RCPT", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
                             ("RCPT", "550 5.7.1 no such user for you"), ("dot", "554 5.6.0 message rejected as virus"), ("dot", "550 5.1.0 rejected"), ("dot", "550 5.7.60 Client does not have permissions to send as this sender")):
            with servers.SmtpSink() as sink:
                house = House(smtp=sink, outgoing={"staff": "handlaggare@finsam.example", "chief": "", "pace": "0"}, reminders={"before": 10})
                self.addCleanup(house.__exit__)
                sink.fail(stage, reply)
                for hour in (9, 10):
                    house.once(f"2026-03-30T{hour:02}:00:00+02:00")
                self.assertNotIn('"studsar": true', house.diarie("insats", "list", "--json", now=NOW).out, reply)

    SHAPES = {
        "Exchange": ("From: <postmaster@kommun.example>\r\nSubject: =?utf-8?Q?Det_gick_inte_att_leverera:_P=C3=A5minnelse?=\r\nAuto-Submitted: auto-generated\r\n"
                     "Content-Type: multipart/report; report-type=delivery-status; boundary=\"g\"\r\n\r\n--g\r\nContent-Type: multipart/alternative; differences=Content-Type; "
                     "boundary=\"h\"\r\n\r\n--h\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhittades inte\r\n--h\r\nContent-Type: text/html\r\n\r\n<p>hittades inte</p>\r\n--h--\r\n"
                     "--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns;AM0P.eurprd01.prod.outlook.com\r\nReceived-From-MTA: dns;mx.example\r\nArrival-Date: Fri, 17 Apr 2026 08:00:00 +0000\r\n\r\n"
                     "Final-Recipient: rfc822;{to}\r\nAction: failed\r\nStatus: 5.1.10\r\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\n\r\n"
                     "--g\r\nContent-Type: message/rfc822\r\n\r\n{letter}\r\n--g--\r\n"),
        "Postfix": ("From: MAILER-DAEMON@mx.kommun.example (Mail Delivery System)\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
                    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"g\"\r\n\r\n--g\r\nContent-Type: text/plain\r\n\r\nI'm sorry\r\n"
                    "--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.kommun.example\r\nX-Postfix-Queue-ID: 4ABC\r\n\r\nFinal-Recipient: rfc822; {to}\r\n"
                    "Original-Recipient: rfc822;{to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--g\r\nContent-Type: text/rfc822-headers\r\n\r\n{head}\r\n\r\n--g--\r\n"),
        "Gmail": ("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\r\nSubject: Delivery Status Notification (Failure)\r\nX-Failed-Recipients: {to}\r\n"
                  "Content-Type: multipart/report; boundary=\"g\"; report-type=delivery-status\r\n\r\n--g\r\nContent-Type: multipart/related; boundary=\"h\"\r\n\r\n--h\r\n"
                  "Content-Type: text/html\r\n\r\n<p>Address not found</p>\r\n--h\r\nContent-Type: image/png; name=icon.png\r\nContent-ID: <icon.png>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--h--\r\n"
                  "--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; googlemail.com\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
                  "--g\r\nContent-Type: message/rfc822\r\n\r\n{letter}\r\n--g--\r\n"),
        "Exim": ("From: Mail Delivery System <Mailer-Daemon@mx.kommun.example>\r\nSubject: Mail delivery failed: returning message to sender\r\nX-Failed-Recipients: {to}\r\n"
                 "Auto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThis message was created automatically.\r\n\r\nThis is a permanent error. The following address(es) "
                 "failed:\r\n\r\n  {to}\r\n    550 5.1.1 unknown user\r\n\r\n------ This is a copy of the message, including all the headers. ------\r\n\r\n{letter}\r\n"),
        "qmail": ("Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.kommun.example\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program at mx.kommun.example.\r\n"
                  "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n<{to}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
                  "--- Below this line is a copy of the message.\r\n\r\n{letter}\r\n"),
    }

    def test_bounce_shapes(self):
        """a reminder that bounces as Exchange, Postfix, Gmail, Exim and qmail write it: the contact is marked, staff are told, nobody is answered"""
        for name, shape in self.SHAPES.items():
            with self.subTest(name):
                house = self.house(outgoing={"staff": "handlaggare@finsam.example", "chief": ""})
                house.once("2026-04-17T10:00:00+02:00")
                letter = self.to(house, "karin@storbacken.example")[0]
                whole = letter.as_bytes().decode().replace("\r\n", "\n").replace("\n", "\r\n")
                head = ("Received: from mx.kommun.example by mx.finsam.example; Tue, 21 Apr 2026 09:00:00 +0000\r\nTo: kontakt@finsam.example\r\n"
                        "Message-ID: <studs@kommun.example>\r\nMIME-Version: 1.0\r\n")
                house.put((head + shape.format(to="karin@storbacken.example", letter=whole, head=whole.split("\r\n\r\n")[0])).encode())
                house.once("2026-04-21T11:00:00+02:00")
                self.assertIn('"studsar": true', house.diarie("insats", "list", "--json", now=NOW).out)
                self.assertEqual(len([told for told in self.to(house, "handlaggare@finsam.example") if "kom inte fram" in told["Subject"]]), 1)
                self.assertEqual({told["To"].addresses[0].addr_spec for told in house.letters()} - {"karin@storbacken.example", "bengt@storbacken.example"},
                                 {"handlaggare@finsam.example"})
                self.assertEqual((house.filed(), house.status(now=NOW)[1]["granskas"]), ([], 0))

    def test_bounce_in_doubt(self):
        """given up after days, or an address in brackets: it is a bounce; of another recipient, of several, or in words alone: a person is told; of delay: nobody"""
        lotus = ("Received: from mx.kommun.example by mx.finsam.example; Tue, 21 Apr 2026 09:00:00 +0000\r\nFrom: Postmaster@storbacken.example\r\nTo: kontakt@finsam.example\r\n"
                 "Subject: {subject}\r\nReferences: {id}\r\n\r\nYour message was not delivered to: Karin\r\n")
        def several(letter):
            return self.bounce(letter, "x@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: RFC822; karin@storbacken.example")
        rows = {
            "4.4.7": (lambda letter: self.bounce(letter, "karin@storbacken.example", "4.4.7"), True, 0),
            "brackets": (lambda letter: self.bounce(letter, "<karin@storbacken.example>"), True, 0),
            "forwarded": (lambda letter: self.bounce(letter, "karin@annan.example"), False, 1),
            "several": (several, False, 1),
            "in words": (lambda letter: lotus.format(subject="DELIVERY FAILURE: User karin not listed", id=letter["Message-ID"]).encode(), False, 1),
            "in words, unknown": (lambda letter: lotus.format(subject="DELIVERY FAILURE", id="<x@annan.example>").encode(), False, 0),
            "delay in words": (lambda letter: lotus.format(subject="Message delayed", id=letter["Message-ID"]).encode(), False, 0),
            "delayed": (lambda letter: self.bounce(letter, "karin@annan.example", "4.4.1", "delayed"), False, 0),
            "delivered": (lambda letter: self.bounce(letter, "karin@annan.example", "2.1.5", "delivered"), False, 0),
            "not ours": (lambda letter: self.bounce({"Message-ID": "<x@annan.example>"}, "karin@annan.example"), False, 0),
        }
        for name, (bounce, marked, waits) in rows.items():
            with self.subTest(name):
                house = self.house(outgoing={"staff": "handlaggare@finsam.example", "chief": ""})
                house.once("2026-04-17T10:00:00+02:00")
                house.put(bounce(self.to(house, "karin@storbacken.example")[0]))
                house.once("2026-04-21T11:00:00+02:00")
                self.assertEqual('"studsar": true' in house.diarie("insats", "list", "--json", now=NOW).out, marked)
                waiting = house.diarie("review", "list", "--json", now=NOW).lines()
                self.assertEqual([entry["skal"] for entry in waiting], ["Ett mejl säger att ett brev inte kom fram. Läs vilket."] * waits)

    def test_bounce_with_report(self):
        """a report that bounced elsewhere and is sent on with the bounce is filed; one inside a bounce itself waits for a person; neither is passed over"""
        house = self.house()
        lost = reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON))], message_id="<forst@storbacken.example>")
        bounced = self.bounce({"Message-ID": "<forst@storbacken.example>"}, "kontkat@finsam.example")
        returned = bounced.replace(b"Content-Type: text/rfc822-headers", b"Content-Type: message/rfc822").replace(b"Message-ID: <forst@storbacken.example>\r\nSubject: x\r\n\r\n", lost)
        self.assertIn(lost, returned)
        house.put(returned)
        house.once(NOW)
        self.assertEqual((house.filed(), house.status(now=NOW)[1]["granskas"]), ([], 1))
        self.assertIn("studs", house.diarie("review", "show", "1", now=NOW).out)
        again = email.message_from_bytes(reports.mail(KARIN, "VB: Undelivered Mail", [("r.docx", reports.docx(BRON))], message_id="<igen@storbacken.example>"))
        again.attach(email.mime.message.MIMEMessage(email.message_from_bytes(returned)))
        house.put(again.as_bytes())
        house.once(NOW)
        self.assertEqual(len(house.filed()), 1)

    def test_bounce_of_nothing(self):
        """a bounce of a letter that we did not send, or to somebody else, marks nobody"""
        house = self.house()
        house.once("2026-04-17T10:00:00+02:00")
        reminder = self.to(house, "karin@storbacken.example")[0]
        house.put(self.bounce({"Message-ID": "<annan@finsam.example>"}, "karin@storbacken.example"))
        house.put(self.bounce(reminder, "bengt@storbacken.example"))
        house.put(self.bounce(reminder, "karin@storbacken.example", "4.2.2", "delayed"))
        house.once("2026-04-21T11:00:00+02:00")
        self.assertNotIn('"studsar": true', house.diarie("insats", "list", "--json", now=NOW).out)

    def test_next_letter(self):
        """what keeps a letter from beginning is told by its own words, and costs the letter before it nothing that is known of it"""
        for how in ("ABORT", "ROLLBACK"):
            with self.subTest(how):
                house = self.house(outgoing={"staff": "", "chief": ""})
                for number in (1, 2):
                    house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {number} 2025")))]))
                with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"], isolation_level=None)) as base:
                    base.execute(f"CREATE TRIGGER hinder BEFORE UPDATE OF paborjad_s ON utskick WHEN old.id = 2 BEGIN SELECT raise({how}, 'letter two may not'); END")
                answer = house.once(NOW, expect=None)
                self.assertIn("letter two may not", answer.err)
                self.assertNotIn("no transaction is active", answer.err)
                with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"], isolation_level=None)) as base:
                    self.assertEqual(base.execute("SELECT tillstand FROM utskick ORDER BY id").fetchall(), [("skickad",) if how == "ABORT" else ("paborjad",), ("vantar",)])
                    base.execute("DROP TRIGGER hinder")
                house.once("2026-04-15T10:00:00+02:00")
                self.assertEqual(len({letter["Message-ID"] for letter in house.letters()}), 2)

    def test_pause(self):
        """diarie pause holds every letter, resume lets them go, once"""
        house = self.house()
        self.assertEqual(house.diarie("pause", now=NOW).status, 0)
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON))]))
        house.once(NOW)
        house.once("2026-04-15T10:00:00+02:00")
        self.assertEqual((len(house.filed()), len(house.letters())), (1, 0))
        self.assertEqual(house.diarie("resume", now="2026-04-15T11:00:00+02:00").status, 0)
        house.once("2026-04-15T12:00:00+02:00")
        house.once("2026-04-15T13:00:00+02:00")
        self.assertEqual(len(house.letters()), 1)

    def test_since(self):
        """mails from before the chosen day are stored and left alone; those from that day on are filed and answered"""
        house = self.house(mailbox={"since": "2026-04-14"})
        old = [house.put(reports.mail(KARIN, f"Rapport {number}", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {number} 2025")))],
                                      when=when, message_id=f"<gammal{number}@storbacken.example>"))
               for number, when in enumerate(("2026-01-20T08:00:00+00:00", "2026-04-13T21:59:00+00:00"), 1)]
        old.append(house.put(reports.mail(KARIN, "Trasig", [("r.docx", b"PK\3\4trasig")], when="2026-03-01T08:00:00+00:00")))
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON))], when="2026-04-13T22:01:00+00:00"))  # past midnight in Sweden
        house.once(NOW)
        self.assertEqual([entry["kvartal"] for entry in house.filed()], ["2026-Q1"])
        self.assertEqual(house.status(now=NOW)[1]["granskas"], 0)
        self.assertEqual(len(house.letters()), 1)
        kept = sum(len(os.listdir(os.path.join(house.folder, "in", part))) for part in ("new", "cur"))
        self.assertEqual(kept, len(old))

    def test_since_ahead(self):
        """a first day that has not come is refused with the line and a remedy; not where the file shows that it is the clock that stands wrong"""
        house = self.house(mailbox={"since": "2026-04-16"})
        for written, status in (("2026-04-15T09:00:00+02:00", 78), ("2026-04-16T00:00:00+02:00", 0)):
            moment = datetime.datetime.fromisoformat(written).timestamp()
            os.utime(house.config, (moment, moment))
            answer = house.once("2026-04-15T23:59:00+02:00", expect=status)
        self.assertNotIn("since", answer.err)
        os.utime(house.config, (0, 0))
        answer = house.once("2026-04-15T23:59:00+02:00", expect=78)
        self.assertIn("diarie.conf:7: [mailbox] since: '2026-04-16' has not come", answer.err)
        self.assertIn("today", answer.err)
        self.assertEqual(house.diarie("check", "--offline", now="2026-04-15T23:59:00+02:00").status, 78)
        house.once("2026-04-16T00:00:00+02:00")

    def test_since_moved(self):
        """a first day that is moved back takes up again what was passed over from then on, once, and moves it; what is older stays, as does what was destroyed"""
        house = self.house(mailbox={"since": "2026-04-14"})
        letters = lambda: sorted((str(letter["To"]), str(letter["Subject"])) for letter in house.letters())
        for number, when in enumerate(("2026-01-20T08:00:00+00:00", "2026-03-31T21:59:00+00:00", "2026-04-13T21:59:00+00:00"), 1):
            house.put(reports.mail(KARIN, f"Rapport {number}", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {number} 2025")))], when=when))
        house.put(reports.mail(KARIN, "Fråga", text="När ska rapporten vara inne?", when="2026-04-13T08:00:00+00:00"))
        for when in (NOW, "2026-04-14T11:00:00+02:00"):
            house.once(when)
        check = lambda: {line["prov"]: line["text"] for line in house.diarie("check", "--json", now=NOW).lines()}
        self.assertEqual((house.filed(), letters(), self.lying(house)), ([], [], 4))
        self.assertIn("läser mejl som kom in från och med tisdag 14 april 2026", check()["installningar"])
        self.assertIn("4 äldre mejl har lämnats olästa", check()["databas"])
        house.configure(mailbox={"since": "2026-04-01"})
        house.once("2026-04-14T12:00:00+02:00")
        self.assertEqual([entry["kvartal"] for entry in house.filed()], ["2025-Q3"])
        self.assertEqual((len(letters()), self.lying(house)), (1, 2))
        self.assertEqual([entry["amne"] for entry in house.diarie("review", "list", "--json", now=NOW).lines()], ["Fråga"])
        self.assertIn("2 äldre mejl", check()["databas"])
        with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"])) as base:
            self.assertEqual(base.execute("SELECT detalj FROM logg WHERE vad = 'läser från'").fetchall(), [("2026-04-01, 2 mejl tas upp igen",)])
        dispose = ("dispose", "--what", "mejl", "--before", "2026-02-01", "--decision", "SFE 26-9")
        mark = json.loads(house.diarie(*dispose, "--json", now=NOW).out.splitlines()[0])["bekraftelse"]
        self.assertEqual(house.diarie(*dispose, "--confirm", mark, "-o", os.path.join(house.folder, "protokoll.txt"), now=NOW).status, 0)
        house.configure(mailbox={"since": "2026-04-20"})  # and forward: nothing changes for what was read
        house.once("2026-04-20T12:00:00+02:00")
        house.configure(mailbox={"since": ""})
        for when in ("2026-04-20T13:00:00+02:00", "2026-04-20T14:00:00+02:00"):
            house.once(when)
        self.assertEqual(sorted(entry["kvartal"] for entry in house.filed()), ["2025-Q2", "2025-Q3"])
        self.assertEqual((len(letters()), self.lying(house)), (2, 1))
        self.assertIn("läser alla mejl", check()["installningar"])
        self.assertNotIn("olästa", check()["databas"])

    def test_writable_by_all(self):
        """a register, or its folder, that everybody on the machine may write is not used; the words say what mends it. Nor is a pipe in the sent log's place waited for"""
        house = self.house()
        database = house.settings["diarium"]["database"]
        house.once(NOW)
        for path, mode in ((database, 0o600), (os.path.dirname(database), 0o700)):
            os.chmod(path, mode | 0o002)
            self.assertIn(f"run: chmod o-w {path}", house.once(NOW, expect=78).err)
            self.assertEqual(house.diarie("status", now=NOW).status, 78)
            os.chmod(path, mode)
            house.once(NOW)
        if os.path.exists(database + ".skickat"):
            os.unlink(database + ".skickat")
        os.mkfifo(database + ".skickat")
        self.assertIn("the sent log", house.once(NOW, expect=None).err)

    def test_since_too_large(self):
        """a mail that is too large is passed over like others from before the chosen day, and laid before a person once, with its sender, when that is moved back"""
        house = self.house(mailbox={"since": "2026-04-14"})
        for number, when in enumerate(("2026-02-28T08:00:00+00:00", "2026-04-10T08:00:00+00:00", "2026-04-14T06:00:00+00:00"), 1):
            whole = reports.mail(KARIN, f"Film {number}", (), when=when)
            house.put(whole + b"x\r\n" * ((61 << 20) // 3))
        subjects = lambda: [entry["amne"] for entry in house.diarie("review", "list", "--json", now=NOW).lines()]
        for when in (NOW, "2026-04-14T11:00:00+02:00"):
            house.once(when)
            self.assertEqual((subjects(), self.lying(house)), (["Film 3"], 2))
        house.configure(mailbox={"since": "2026-04-01"})
        for when in ("2026-04-14T12:00:00+02:00", "2026-04-14T13:00:00+02:00"):
            house.once(when)
            self.assertEqual((subjects(), self.lying(house)), (["Film 3", "Film 2"], 1))
        told = house.diarie("review", "show", "2", now=NOW).out
        self.assertIn("karin@storbacken.example", told)
        self.assertIn("Det är större än vad som hämtas", " ".join(told.split()))
        self.assertIn("1 äldre mejl", {line["prov"]: line["text"] for line in house.diarie("check", "--json", now=NOW).lines()}["databas"])

    @staticmethod
    def lying(house):
        return sum(len(os.listdir(os.path.join(house.folder, "in", part))) for part in ("new", "cur"))

    def test_database_removed(self):
        """a database that is removed, or replaced by a copy, under the running daemon: nothing more is filed in the old file, no mail is moved, and no new register is begun beside a sent log"""
        for how in ("removed", "replaced"):
            with self.subTest(how):
                house = self.house(mailbox={"poll": "5"})
                database, copy = house.settings["diarium"]["database"], os.path.join(house.folder, "kopia.db")
                house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", "kvartal 4 2025")))]))
                house.once(NOW)
                self.assertEqual(house.diarie("backup", copy, now=NOW).status, 0)
                house.start(now="2026-04-14T13:00:00+02:00")
                if how == "removed":
                    for end in ("", "-wal", "-shm"):
                        with contextlib.suppress(FileNotFoundError):
                            os.unlink(database + end)
                else:
                    os.rename(copy, database)
                house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON))]))
                self.assertTrue(eventually(lambda: house.daemon.poll() is not None, 30))
                self.assertEqual(house.stop(), 74)
                self.assertEqual(self.lying(house), 1)
                with open(os.path.join(house.folder, "diaried.log"), encoding="utf-8") as log:
                    self.assertIn("was removed or replaced", log.read())
                if how == "removed":
                    for refused in (house.once("2026-04-14T14:00:00+02:00", expect=74), house.diarie("insats", "import", os.path.join(house.folder, "register.csv"), now=NOW)):
                        self.assertIn("restore the latest backup", refused.err)
                    self.assertFalse(os.path.exists(database))
                    shutil.copy(copy, database)
                for hour in (15, 16):
                    house.once(f"2026-04-14T{hour}:00:00+02:00")
                self.assertEqual(sorted(entry["kvartal"] for entry in house.filed()), ["2025-Q4", "2026-Q1"])
                self.assertEqual(self.lying(house), 0)

    def test_database_overwritten(self):
        """an older copy is laid over the database while the daemon runs, the file being the same: it stops before a mail is moved, no page of ours reaches the
        copy, the next start takes back what the copy lacks; so too where the daemon was killed, and its write-ahead log lies there still"""
        for how in ("backup", "at work", "killed"):
            with self.subTest(how):
                house = self.house(mailbox={"poll": "5"})
                database, copy = house.settings["diarium"]["database"], os.path.join(house.folder, "kopia.db")
                house.once("2026-04-14T08:00:00+02:00")
                self.assertEqual(house.diarie("backup", copy, now=NOW).status, 0)
                if how == "at work":  # as a copy that was at work somewhere
                    with open(copy, "r+b") as file:
                        file.seek(18)
                        file.write(b"\2\2")
                house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", "kvartal 4 2025")))]))
                house.start(now="2026-04-14T13:00:00+02:00")
                self.assertTrue(eventually(lambda: self.lying(house) == 0 and len(house.filed()) == 1 and house.letters(), 30))
                if how == "killed":
                    house.stop(signal.SIGKILL)
                with open(copy, "rb") as source, open(database, "r+b") as target:  # as cp does
                    target.truncate()
                    target.write(source.read())
                house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON))]))
                if how != "killed":
                    self.assertTrue(eventually(lambda: house.daemon.poll() is not None, 30))
                    self.assertEqual(house.stop(), 74)
                    self.assertEqual(self.lying(house), 1)
                    with open(os.path.join(house.folder, "diaried.log"), encoding="utf-8") as log:
                        self.assertRegex(log.read(), "was overwritten|malformed|I/O error")  # where it read in the midst of it, SQLite says so
                    with open(copy, "rb") as source, open(database, "rb") as target:
                        self.assertEqual(source.read(), target.read())
                for hour in (15, 16):
                    house.once(f"2026-04-14T{hour}:00:00+02:00", expect=None)
                self.assertEqual(sorted(entry["kvartal"] for entry in house.filed()), ["2025-Q4", "2026-Q1"])
                self.assertEqual(self.lying(house), 0)
                self.assertEqual(house.diarie("resume", "--sent-log", now="2026-04-14T16:30:00+02:00").status, 0)
                house.once("2026-04-14T17:00:00+02:00")
                checked = house.diarie("check", "--deep", "--offline", now="2026-04-14T17:01:00+02:00")
                self.assertEqual(checked.status, 0, checked.out)

    def test_alarm(self):
        """staff hear once a day of a mailbox that has not been read for a day, and no more once it is read again"""
        house = self.house(outgoing={"staff": "handlaggare@finsam.example", "chief": ""})
        house.once("2026-04-13T10:00:00+02:00")
        box, away = os.path.join(house.folder, "in"), os.path.join(house.folder, "borta")
        alarms = lambda: [letter for letter in self.to(house, "handlaggare@finsam.example") if "läsa brevlådan" in letter["Subject"]]
        os.rename(box, away)
        for hour in (11, 15):
            house.once(f"2026-04-13T{hour}:00:00+02:00", expect=75)
        house.once("2026-04-14T10:59:00+02:00", expect=75)
        self.assertEqual(len(alarms()), 0)
        for when in ("14T11:01", "14T12:00", "14T23:00", "15T08:00", "15T09:00"):
            house.once(f"2026-04-{when}:00+02:00", expect=75)
        self.assertEqual(len(alarms()), 2)
        self.assertIn("2026-04-13 11:00", alarms()[0]["Subject"])
        self.assertEqual(house.diarie("health", now="2026-04-15T10:00:00+02:00").status, 1)
        self.assertIn("går inte att läsa sedan 2026-04-13 11:00", house.diarie("health", now="2026-04-15T10:00:00+02:00").out)
        state = house.diarie("health", "--json", now="2026-04-15T10:00:00+02:00").one()
        self.assertEqual((state["frisk"], state["senaste_hamtning"], state["hamtning_fel_sedan"]),
                         (False, "2026-04-13T10:00:00+02:00", "2026-04-13T11:00:00+02:00"))
        self.assertIn(box, state["hamtning_fel"])
        os.rename(away, box)
        house.once("2026-04-16T10:00:00+02:00")
        state = house.diarie("health", "--json", now="2026-04-16T10:01:00+02:00")
        self.assertEqual((state.status, state.one()["hamtning_fel_sedan"], state.one()["hamtning_fel"]), (0, None, None), state.out)
        os.rename(box, away)
        house.once("2026-04-17T09:00:00+02:00", expect=75)
        self.assertEqual(len(alarms()), 2)

    def test_letters_do_not_go(self):
        """a letter that the server puts off for more than a day makes health ill, with its words, until it goes; status and the weekly letter say it too"""
        with servers.SmtpSink() as smtp:
            house = House(smtp=smtp, register=TWO_CONTACTS, reminders={"before": "0"}, outgoing={"staff": "handlaggare@finsam.example", "chief": ""})
            self.addCleanup(house.__exit__)
            smtp.fail("RCPT", "452 4.2.2 lådan är full", match="karin@")
            house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON))]))
            house.diarie("pause", now="2026-04-14T09:00:00+02:00")
            house.once("2026-04-14T10:00:00+02:00")
            house.diarie("resume", now="2026-04-16T09:00:00+02:00")  # what was held by us was not put off by the server
            for when in ("16T10:00", "16T12:00", "17T09:59"):
                house.once(f"2026-04-{when}:00+02:00", expect=75)
            state = house.diarie("health", "--json", now="2026-04-17T09:59:00+02:00")
            self.assertEqual((state.status, state.one()["brev_vantar"], state.one()["brev_skjuts_upp_sedan"]), (0, 1, None), state.out)
            state = house.diarie("health", "--json", now="2026-04-17T10:01:00+02:00").one()
            self.assertEqual((state["frisk"], state["brev_skjuts_upp"], state["brev_skjuts_upp_sedan"]), (False, 1, "2026-04-16T10:00:00+02:00"))
            self.assertIn("452 4.2.2", state["brev_skjuts_upp_svar"])
            said = house.diarie("health", now="2026-04-20T10:00:00+02:00")
            self.assertEqual(said.status, 1)
            self.assertIn("✗ 1 brev har inte gått att skicka på 4 dygn", said.out)
            self.assertIn("brev har inte gått att skicka", house.diarie("status", now="2026-04-20T10:00:00+02:00").out)
            told = sum("letters have been put off" in house.once(f"2026-04-{day}T{hour}:00:00+02:00", expect=None).err for day in (17, 18) for hour in (11, 15, 19))
            self.assertEqual(told, 2)
            house.once("2026-04-20T09:00:00+02:00", expect=None)
            weekly = [parsed(mail) for mail in smtp.mails if "handlaggare@finsam.example" in mail.recipients][-1]
            self.assertIn("karin@storbacken.example sedan torsdag 16 april 2026", " ".join(weekly.get_content().split()))
            smtp.mend()
            house.once("2026-04-20T15:00:00+02:00")
            state = house.diarie("health", "--json", now="2026-04-20T15:01:00+02:00")
            self.assertEqual((state.status, state.one()["brev_skjuts_upp_sedan"], state.one()["brev_vantar"]), (0, None, 0), state.out)

    def test_alarm_that_waited(self):
        """the alarm about the mailbox does not go when the mailbox can be read again; of those that wait only the newest does"""
        house = self.house(outgoing={"staff": "handlaggare@finsam.example", "chief": ""})
        house.once("2026-04-13T10:00:00+02:00")
        house.diarie("pause", now="2026-04-13T10:30:00+02:00")
        box, away = os.path.join(house.folder, "in"), os.path.join(house.folder, "borta")
        alarms = lambda: [letter for letter in self.to(house, "handlaggare@finsam.example") if "läsa brevlådan" in letter["Subject"]]
        os.rename(box, away)
        for day in (13, 14, 15, 16):
            house.once(f"2026-04-{day}T12:00:00+02:00", expect=75)
        waiting = [one for one in house.diarie("outbox", "--json", now="2026-04-16T13:00:00+02:00").lines() if one["slag"] == "larm"]
        self.assertEqual(len(waiting), 1)
        os.rename(away, box)
        house.once("2026-04-16T14:00:00+02:00")
        house.diarie("resume", now="2026-04-16T15:00:00+02:00")
        house.once("2026-04-16T16:00:00+02:00")
        self.assertEqual(len(alarms()), 0)
        self.assertIn("brevlådan går att läsa igen", house.diarie("log", now="2026-04-16T17:00:00+02:00").out)


if __name__ == "__main__":
    tap.run()
