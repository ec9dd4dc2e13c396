"""The whole state folder is put back, or is at work twice: what the mailbox remembers tells, and neither letters nor numbers go twice."""
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House, parsed

NYSTART = ("Nystart 55+", "Furulunda kommun", "Lina <lina@furulunda.example>")
LYFTET = ("Kulturlyftet", "Åsbergs kommun", "Moa <moa@asberg.example>")
BRON = ("Bron till arbete", "Storbäckens kommun", "Karin <karin@storbacken.example>")
MEMORY = "Diariets minne"


def mail_of(insats, quarter="kvartal 1 2026"):
    name, huvudman, sender = insats
    return reports.mail(sender, name, [("r.docx", reports.docx(reports.Report(name, huvudman, quarter)))])


class Case(unittest.TestCase):
    def new_house(self, *servers_, **settings):
        settings["reminders"] = {"before": "0"} | settings.get("reminders", {})
        house = House(*servers_, **settings)
        self.addCleanup(house.__exit__)
        self.assertEqual(house.diarie("remind", "--approve", now="2026-04-14T08:00:00+02:00").status, 0)
        return house

    def snapshot(self, house):
        """The state folder, whole. What was there before, put back when it is called."""
        folder = os.path.dirname(house.settings["diarium"]["database"])
        aside = folder + "-bild"
        shutil.copytree(folder, aside)

        def put_back():
            shutil.rmtree(folder)
            shutil.copytree(aside, folder)
        return put_back

    def to_people(self, house):
        """(address, subject) of each letter that is no staff's, sorted."""
        return sorted((letter["To"].addresses[0].addr_spec, str(letter["Subject"])) for letter in house.letters() if "finsam" not in str(letter["To"]))


class Maildir(Case):
    def house_that_went_on(self, **settings):
        """(house, put_back): a receipt before the snapshot, a report, its receipt and four reminders after it."""
        house = self.new_house(**settings)
        house.put(mail_of(BRON))
        house.once("2026-04-15T09:00:00+02:00")
        put_back = self.snapshot(house)
        house.put(mail_of(LYFTET))
        house.once("2026-04-16T09:00:00+02:00")
        house.once("2026-04-17T09:00:00+02:00")
        return house, put_back

    def numbers(self, house):
        return {entry["insats"]: entry["diarienummer"] for entry in house.filed()}

    def test_put_back(self):
        """a snapshot: letters are held and told, the report is taken back under its number; after resume nothing goes twice"""
        for numbering in ("arende", "serie"):
            with self.subTest(numbering):
                house, put_back = self.house_that_went_on(diarium={"numbering": numbering})
                numbers, letters = self.numbers(house), self.to_people(house)
                self.assertEqual((len(numbers), len(letters)), (2, 5))
                put_back()
                self.assertEqual(len(house.filed()), 1)
                house.put(mail_of(NYSTART))  # comes before the one that was lost has been taken back
                said = house.once("2026-04-17T11:00:00+02:00", expect=None)
                self.assertIn("put back from an older copy", said.err)
                house.once("2026-04-20T09:00:00+02:00", expect=None)
                self.assertEqual(self.to_people(house), letters)
                self.assertEqual({name: self.numbers(house)[name] for name in numbers}, numbers)
                self.assertEqual(len(set(self.numbers(house).values())), 3)
                health = house.diarie("health", "--json", now="2026-04-20T09:01:00+02:00")
                self.assertEqual((health.status, health.one()["efter_sandloggen"]), (1, True))
                self.assertEqual(house.diarie("resume", "--sent-log", now="2026-04-20T10:00:00+02:00").status, 0)
                house.once("2026-04-20T10:01:00+02:00")
                fresh = self.to_people(house)
                self.assertEqual([one for one in fresh if one not in letters], [(NYSTART[2].split("<")[1][:-1], next(s for a, s in fresh if a.startswith("lina") and "Tack" in s))])
                self.assertEqual(len(fresh), len(letters) + 1)
                self.assertEqual(house.diarie("health", now="2026-04-20T10:02:00+02:00").status, 0, house.diarie("health", now="2026-04-20T10:02:00+02:00").out)

    def test_letters_alone(self):
        """a snapshot after which nothing came in and only reminders went: they do not go again"""
        house = self.new_house()
        house.once("2026-04-16T09:00:00+02:00")
        put_back = self.snapshot(house)
        house.once("2026-04-17T09:00:00+02:00")
        letters = self.to_people(house)
        self.assertEqual(len(letters), 5)
        put_back()
        for when in ("17T11", "20T09"):
            house.once(f"2026-04-{when}:00:00+02:00", expect=None)
        self.assertEqual(house.diarie("resume", "--sent-log", now="2026-04-20T10:00:00+02:00").status, 0)
        house.once("2026-04-20T10:01:00+02:00")
        self.assertEqual(self.to_people(house), letters)
        house.once("2026-04-24T09:00:00+02:00")
        self.assertEqual(len(self.to_people(house)), 10)

    def test_sent_log_lost(self):
        """a copy of the register on a new machine, without the sent log: the same"""
        house = self.new_house()
        house.once("2026-04-16T09:00:00+02:00")
        copy = os.path.join(house.folder, "k.db")
        self.assertEqual(house.diarie("backup", copy, now="2026-04-16T09:01:00+02:00").status, 0)
        house.once("2026-04-17T09:00:00+02:00")
        letters = self.to_people(house)
        database = house.settings["diarium"]["database"]
        shutil.rmtree(os.path.dirname(database))
        os.mkdir(os.path.dirname(database), 0o700)
        shutil.copyfile(copy, database)
        os.chmod(database, 0o600)
        said = house.once("2026-04-17T11:00:00+02:00", expect=None)
        self.assertIn("resume --sent-log", said.err)
        self.assertEqual(self.to_people(house), letters)

    def test_nothing_lost(self):
        """the sent log alone is lost: it is made anew from the notes, and letters go on"""
        house = self.new_house()
        house.once("2026-04-17T09:00:00+02:00")
        os.unlink(house.settings["diarium"]["database"] + ".skickat")
        house.put(mail_of(LYFTET))
        house.once("2026-04-17T10:00:00+02:00")
        self.assertEqual(len(self.to_people(house)), 6)
        with open(house.settings["diarium"]["database"] + ".skickat", encoding="utf-8") as log:
            self.assertGreaterEqual(len(log.readlines()), 6)

    def test_two_at_work(self):
        """two machines with one identity and copies of one register: the second one to send stops at the first's letters, and does nothing more"""
        house = self.new_house()
        house.once("2026-04-16T09:00:00+02:00")
        other = house.folder + "-annan"
        shutil.copytree(os.path.join(house.folder, "db"), os.path.join(other, "db"))
        self.addCleanup(shutil.rmtree, other)
        with open(house.config, encoding="utf-8") as file:
            text = file.read().replace(house.settings["diarium"]["database"], os.path.join(other, "db", "diarie.db"))
        with open(os.path.join(other, "diarie.conf"), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(os.path.join(other, "diarie.conf"), 0o640)

        def second(program, *words, now):
            return house.run(program, "--config", os.path.join(other, "diarie.conf"), *words, now=now)
        house.once("2026-04-17T09:00:00+02:00")
        letters = self.to_people(house)
        self.assertEqual(len(letters), 5)
        second("diaried", "--once", now="2026-04-17T09:01:00+02:00")
        house.put(mail_of(LYFTET))
        house.once("2026-04-17T10:00:00+02:00")
        second("diaried", "--once", now="2026-04-17T10:01:00+02:00")
        said = second("diaried", "--once", now="2026-04-17T10:02:00+02:00")
        self.assertEqual(said.status, 75)
        health = second("diarie", "health", "--json", now="2026-04-17T10:03:00+02:00").one()
        self.assertEqual((health["frisk"], health["annan_dator"]), (False, True))
        for day in (20, 24):
            second("diaried", "--once", now=f"2026-04-{day}T08:30:00+02:00")
        self.assertEqual(len(self.to_people(house)), len(letters) + 1)
        house.once("2026-04-24T09:00:00+02:00")  # the first goes on as ever
        self.assertEqual(len(self.to_people(house)), len(letters) + 1 + 4)
        self.assertEqual(house.diarie("health", now="2026-04-24T09:01:00+02:00").status, 0)

    def test_others_notes(self):
        """notes of another register in the same mailbox, what somebody lays there, a note that was changed: none of them counts"""
        house, _ = self.house_that_went_on()
        folder = os.path.join(house.folder, "in", "." + MEMORY, "cur")
        notes = sorted(os.listdir(folder))
        self.assertEqual(len(notes), 3)
        stranger = self.new_house(mailbox={"url": house.settings["mailbox"]["url"]})
        stranger.once("2026-04-20T09:00:00+02:00")
        stranger.once("2026-04-20T10:00:00+02:00")
        with open(os.path.join(folder, notes[0]), "rb") as file:
            note = file.read()
        for number, changed in enumerate((note.replace(b"[diarie 1]\r\n", b"[diarie 1]\r\nAAAA"), note[:-200], b"", mail_of(BRON), b"[diarie 1][slut]", b"[slut][diarie 1]\0")):
            with open(os.path.join(folder, f"{number}.frammande"), "wb") as file:
                file.write(changed)
        house.once("2026-04-17T12:00:00+02:00")
        self.assertEqual(house.diarie("health", now="2026-04-17T12:01:00+02:00").status, 0)

    def test_switched_off(self):
        """without a folder for it nothing is kept, and nothing looked at"""
        house, _ = self.house_that_went_on(mailbox={"memory": ""})
        self.assertEqual([name for name in os.listdir(os.path.join(house.folder, "in")) if "minne" in name], [])


class Renamed(Case):
    def test_rename(self):
        """an insats and its huvudman get new names: nobody is reminded twice, last year's form is theirs, the file with the new names says nothing new"""
        house = self.new_house()
        house.once("2026-04-17T09:00:00+02:00")
        register = open(os.path.join(house.folder, "register.csv"), encoding="utf-8").read()
        new = register.replace("Kulturlyftet;Åsbergs kommun", "Kulturlyftet Åsberg;Nya Åsbergs kommun")
        with open(os.path.join(house.folder, "ny.csv"), "w", encoding="utf-8") as file:
            file.write(new)
        refused = house.diarie("insats", "import", os.path.join(house.folder, "ny.csv"), now="2026-04-18T09:00:00+02:00")
        self.assertNotEqual(refused.status, 0)
        self.assertIn("diarie insats rename Kulturlyftet 'Kulturlyftet Åsberg'", " ".join((refused.out + refused.err).replace("'Kulturlyftet' ", "Kulturlyftet ").split()))
        self.assertEqual(house.diarie("insats", "rename", "Kulturlyftet", "Kulturlyftet Åsberg", now="2026-04-18T09:01:00+02:00").status, 0)
        self.assertEqual(house.diarie("insats", "rename", "Kulturlyftet", "Nya Åsbergs kommun", "-H", "Åsberg", now="2026-04-18T09:02:00+02:00").status, 0)
        house.register(new, now="2026-04-18T09:03:00+02:00")
        house.once("2026-04-20T09:00:00+02:00")
        self.assertEqual(len(self.to_people(house)), 5)
        house.put(mail_of(LYFTET))  # the form of before
        house.once("2026-04-21T09:00:00+02:00")
        found, whole = house.status(now="2026-04-21T10:00:00+02:00")
        self.assertEqual((found["Kulturlyftet Åsberg/Nya Åsbergs kommun"]["status"], len(whole["insatser"])), ("inkommen", 5))
        self.assertEqual(house.diarie("log", "--verify", now="2026-04-21T10:00:00+02:00").status, 0)
        self.assertIn("har bytt namn", house.diarie("log", now="2026-04-21T10:00:00+02:00").out)


class Imap(Case):
    def test_put_back(self):
        """with Dovecot: the notes are read already, kept where the letters were; after a snapshot nothing goes twice"""
        with servers.Dovecot() as imap, servers.SmtpSink() as smtp:
            house = self.new_house(imap, smtp)
            imap.append(mail_of(BRON))
            house.once("2026-04-15T09:00:00+02:00")
            put_back = self.snapshot(house)
            imap.append(mail_of(LYFTET))
            house.once("2026-04-16T09:00:00+02:00")
            house.once("2026-04-17T09:00:00+02:00")
            self.assertIn(MEMORY, imap.folders())
            self.assertIn(MEMORY, imap.subscribed())
            notes = imap.uids(MEMORY)
            self.assertEqual((len(notes), set.union(*notes.values())), (3, {"\\Seen"}))
            before = sorted(str(parsed(one)["Message-ID"]) for one in smtp.mails)
            numbers = {entry["insats"]: entry["diarienummer"] for entry in house.filed()}
            put_back()
            house.once("2026-04-17T11:00:00+02:00", expect=None)
            self.assertEqual(house.diarie("resume", "--sent-log", now="2026-04-17T12:00:00+02:00").status, 0)
            house.once("2026-04-17T12:01:00+02:00")
            self.assertEqual(sorted(str(parsed(one)["Message-ID"]) for one in smtp.mails), before)
            self.assertEqual({entry["insats"]: entry["diarienummer"] for entry in house.filed()}, numbers)

    def test_renumbered(self):
        """the folder is numbered anew, or taken away: all notes are read again, and nothing is the matter; then new ones are kept"""
        with servers.Dovecot() as imap, servers.SmtpSink() as smtp:
            house = self.new_house(imap, smtp)
            house.once("2026-04-17T09:00:00+02:00")
            imap.bump_uidvalidity(MEMORY)
            house.once("2026-04-17T10:00:00+02:00")
            imap.delete_folder(MEMORY)
            imap.append(mail_of(LYFTET))
            house.once("2026-04-17T11:00:00+02:00")
            house.once("2026-04-17T12:00:00+02:00")
            self.assertEqual(len(imap.uids(MEMORY)), 1)
            self.assertEqual(house.diarie("health", now="2026-04-17T12:01:00+02:00").status, 0)


if __name__ == "__main__":
    tap.run()
