#!/usr/bin/env python3
"""Logging in with tokens: fetched, used, renewed, refused, stored; Microsoft 365 and Google as their servers behave."""
import os
import shutil
import tempfile
import unittest

import servers
import tap
import tokens
from house import House

NOW = "2026-04-20T08:00:00+02:00"
MAIL = b"From: karin@storbacken.example\r\nTo: kontakt@finsam.example\r\nSubject: hej\r\n\r\nHej!\r\n"


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="diarie-token-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def start(self, fixture):
        self.addCleanup(fixture.stop)
        return fixture

    def house(self, endpoint, imap=None, smtp=None, now=NOW, **oauth2):
        """A house that logs in with tokens at IMAP and SMTP."""
        secret = oauth2.pop("secret", True)
        house = House()
        self.addCleanup(house.__exit__)
        house.settings["oauth2"] = endpoint.settings(self.folder, secret=secret, **oauth2)
        if imap:
            house.settings["mailbox"].update(url=imap.url(), auth="oauth2", **({"ca_file": imap.ca} if imap.ca else {"tls": "none"}))
        if smtp:
            house.settings["outgoing"].update(url=smtp.url(), auth="oauth2", **({"ca_file": smtp.ca} if smtp.ca else {"tls": "none"}))
        house.configure()
        return house


class Fetching(Case):
    """`diaried --check token` against the endpoint."""

    def fetch(self, endpoint, status=0, now=None, **oauth2):
        house = self.house(endpoint, imap=self.imap, **oauth2)
        answer = house.run("diaried", "--config", house.config, "--check", "token", now=now)
        self.assertEqual(answer.status, status, answer.err)
        self.no_secret(endpoint, answer.out + answer.err)
        return answer.err

    def no_secret(self, endpoint, text):
        for word in tokens.secret_words(endpoint, self.folder):
            self.assertNotIn(word, text)

    def setUp(self):
        super().setUp()
        self.imap = self.start(servers.FakeImap())

    def test_secret(self):
        """as an application with a secret: the form is Microsoft's, the token comes"""
        endpoint = self.start(tokens.TokenServer())
        self.fetch(endpoint)
        self.assertEqual(endpoint.asked, [{"grant_type": "client_credentials", "client_id": tokens.CLIENT,
                                           "scope": tokens.SCOPE, "client_secret": tokens.SECRET}])

    def test_certificate(self):
        """with a certificate: PS256 with x5t#S256, RS256 with x5t, and no secret is sent"""
        key = tokens.Key(self.folder)
        endpoint = self.start(tokens.TokenServer(key=key))
        for algorithm in ("PS256", "RS256"):
            self.fetch(endpoint, secret=False, certificate_file=key.cert, key_file=key.key, algorithm=algorithm)
            self.assertNotIn("client_secret", endpoint.asked[-1])
        self.assertEqual(len(endpoint.given), 2)

    def test_google(self):
        """as a service account that speaks in the mailbox's name"""
        key = tokens.Key(self.folder)
        endpoint = self.start(tokens.TokenServer(key=key))
        account = tokens.service_account(key, self.folder)
        self.fetch(endpoint, secret=False, provider="google", account_file=account, tenant="", client_id="")
        self.assertEqual(len(endpoint.given), 1, getattr(endpoint, "wrong", ""))


class Cycle(Case):
    def test_both_servers(self):
        """one token opens IMAP (XOAUTH2 or OAUTHBEARER) and SMTP"""
        for word in ("XOAUTH2", "OAUTHBEARER", "XOAUTH2 AUTH=OAUTHBEARER"):
            with self.subTest(word), tokens.TokenServer() as endpoint, \
                    servers.FakeImap(tokens=endpoint.holds, capability=f"IMAP4rev1 SASL-IR AUTH={word} UIDPLUS MOVE IDLE", mails={3: MAIL}) as imap, \
                    servers.SmtpSink(user=servers.USER, tokens=endpoint.holds, mechanisms=word.replace("AUTH=", "")) as smtp:
                house = self.house(endpoint, imap, smtp)
                house.once(NOW, expect=None)
                self.assertEqual(len(endpoint.asked), 1)
                self.assertTrue(smtp.mails, smtp.lines)
                self.assertEqual({mail.user for mail in smtp.mails}, {servers.USER})
                self.assertEqual([line for line in smtp.lines + imap.lines if " PLAIN" in line or " LOGIN " in line], [])


if __name__ == "__main__":
    tap.run()
