"""A token endpoint for tests (OAuth 2.0), on 127.0.0.1, over TLS, with an authority of its own; and keys for it.

    with TokenServer() as tokens: tokens.url; tokens.holds(token); tokens.revoke(); tokens.answer(400, {"error": "invalid_client"})

It checks what it is asked: secret, signed assertion (with openssl), refresh token, device code. .asked: the forms, in order.
"""
import base64
import hashlib
import http.server
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from urllib.parse import parse_qs

import servers

CLIENT = "11111111-2222-3333-4444-555555555555"
SECRET = "Hemlig~applikation.4711"
SCOPE = "https://outlook.office365.com/.default"


def b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Key:
    """An RSA key with a certificate that lasts DAYS: .key, .cert (files), .public."""

    def __init__(self, folder, label="app", days=30, bits=2048, name="diarie"):
        self.key, self.cert, self.public = (os.path.join(folder, f"{label}{end}") for end in (".key.pem", ".cert.pem", ".pub.pem"))
        servers.Certificate._openssl("req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-keyout", self.key, "-out", self.cert,
                                     "-days", str(days), "-subj", f"/CN={name}")
        servers.Certificate._openssl("pkey", "-in", self.key, "-pubout", "-out", self.public)
        os.chmod(self.key, 0o600)

    def thumbprint(self, how):
        der = subprocess.run(["openssl", "x509", "-in", self.cert, "-outform", "DER"], capture_output=True, check=True).stdout
        return base64.urlsafe_b64encode(hashlib.new(how, der).digest()).decode().rstrip("=")

    def verifies(self, jwt):
        """The claims of a JWT that this key signed, with its header; else ValueError."""
        head, body, signature = jwt.split(".")
        header, folder = json.loads(b64(head)), tempfile.mkdtemp()
        try:
            with open(os.path.join(folder, "sig"), "wb") as file:
                file.write(b64(signature))
            with open(os.path.join(folder, "data"), "w", encoding="ascii") as file:
                file.write(f"{head}.{body}")
            options = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] if header["alg"] == "PS256" else []
            done = subprocess.run(["openssl", "dgst", "-sha256", *options, "-verify", self.public, "-signature",
                                   os.path.join(folder, "sig"), os.path.join(folder, "data")], capture_output=True, check=False)
        finally:
            shutil.rmtree(folder)
        if done.returncode:
            raise ValueError(f"the signature is wrong: {done.stdout} {done.stderr}")
        return header, json.loads(b64(body))


def service_account(key, folder, email="diarie@projekt.iam.example", token_uri="", name="konto.json"):
    """Google's key file. Its path."""
    path = os.path.join(folder, name)
    with open(key.key, encoding="ascii") as file:
        pem = file.read()
    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump({"type": "service_account", "client_email": email, "private_key_id": "nyckel-1", "private_key": pem,
                   "token_uri": token_uri}, file)
    return path


class TokenServer(servers.Fixture):
    """LIFE: expires_in of its tokens. KEY: whose assertions it takes. NOW: the wall clock that assertions must fit (None: real)."""

    def __init__(self, life=3600, key=None, certificate=None, now=None, rotate=True, audience=None):
        super().__init__()
        self.life, self.key, self.now, self.rotate = life, key, now, rotate
        self.certificate = certificate or servers.Certificate(self.folder, label="token")
        self.ca = self.certificate.ca
        self.asked, self.answers, self.given, self.dead = [], [], [], set()
        self.refresh = None          # the refresh token that holds now
        self.pending = 0             # how often "authorization_pending" is said before the person consents
        self.headers = {}
        self.on_refresh = None       # called before a rotated token is answered
        self.lock = threading.Lock()
        fixture = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                fixture._serve(self)

            def log_message(self, *_):
                pass

        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_):
                pass

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.listener.socket = self.certificate.context().wrap_socket(self.listener.socket, server_side=True)
        self.port = self.listener.server_address[1]
        self.url = f"https://localhost:{self.port}/tenant/oauth2/v2.0/token"
        self.device_url = f"https://localhost:{self.port}/tenant/oauth2/v2.0/devicecode"
        self.audience = audience or self.url
        threading.Thread(target=self.listener.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.listener.shutdown()
        self.listener.server_close()
        super().stop()

    def answer(self, status, body, times=1, headers=None):
        """What is said next instead of a token: BODY a dict, or bytes; or servers.CLOSE."""
        self.answers += [(status, body, headers or {})] * times

    def holds(self, token):
        """What a mail server asks."""
        return any(token == known and token not in self.dead and time.monotonic() < ends for known, ends in self.given)

    def revoke(self):
        """No token that was given holds any more."""
        self.dead |= {token for token, _ in self.given}

    def settings(self, folder, secret=True, **more):
        """The [oauth2] section of diarie.conf. SECRET is written to FOLDER."""
        keys = {"provider": "microsoft", "tenant": "finsam.example", "client_id": CLIENT, "token_url": self.url, "ca_file": self.ca}
        if secret:
            path = os.path.join(folder, "oauth2.secret")
            with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(SECRET + "\n")
            keys["secret_file"] = path
        keys.update(more)
        return keys

    def _serve(self, request):
        size = int(request.headers.get("Content-Length", 0))
        form = {key: values[0] for key, values in parse_qs(request.rfile.read(size).decode(), keep_blank_values=True).items()}
        with self.lock:
            self.asked.append(form)
            if self.answers:
                status, body, headers = self.answers.pop(0)
            else:
                status, body, headers = (*self._usual(request.path, form), self.headers)
        if status == servers.CLOSE:
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json; charset=utf-8")
        request.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    def _usual(self, path, form):
        if path.endswith("/devicecode"):
            self.device = secrets.token_urlsafe(30)
            return 200, {"device_code": self.device, "user_code": "FKT4-ÅÄ".replace("ÅÄ", "XY"), "expires_in": 900, "interval": 1,
                         "verification_uri": "https://microsoft.example/devicelogin", "message": "open it"}
        kind = form.get("grant_type", "")
        said = {"client_credentials": self._client, "refresh_token": self._refresh,
                "urn:ietf:params:oauth:grant-type:jwt-bearer": self._service,
                "urn:ietf:params:oauth:grant-type:device_code": self._device}.get(kind)
        return said(form) if said else self._no("unsupported_grant_type", kind)

    def _no(self, code, text=""):
        return (401 if code == "invalid_client" else 400), {
            "error": code, "error_description": f"{text} Trace ID: 0-0 Correlation ID: 1-1 Timestamp: 2026-04-20 06:00:00Z"}

    def _token(self, **more):
        token = "eyJ." + secrets.token_urlsafe(1200) + ".TOKENHEMLIGT"
        self.given.append((token, time.monotonic() + self.life))
        return 200, {"token_type": "Bearer", "expires_in": self.life, "ext_expires_in": self.life, "access_token": token, **more}

    def _claims(self, jwt):
        header, claims = self.key.verifies(jwt)
        now = self.now or time.time()
        if claims["aud"] != self.audience or not claims["iat"] <= now <= claims["exp"] or claims["exp"] - claims["iat"] > 3600:
            raise ValueError(f"claims: {claims} now {now}")
        return header, claims

    def _client(self, form):
        if form.get("client_id") != CLIENT:
            return self._no("unauthorized_client", f"AADSTS700016: Application with identifier '{form.get('client_id')}' was not found in the directory.")
        if "client_assertion" in form:
            try:
                header, claims = self._claims(form["client_assertion"])
            except ValueError as wrong:
                self.wrong = str(wrong)
                return self._no("invalid_client", "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application.")
            how, word = ("sha256", "x5t#S256") if header["alg"] == "PS256" else ("sha1", "x5t")
            good = header[word] == self.key.thumbprint(how) and claims["iss"] == claims["sub"] == CLIENT and claims["jti"] and \
                form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            if not good:
                return self._no("invalid_client", "AADSTS700027: the assertion is wrong")
        elif form.get("client_secret") != SECRET:
            return self._no("invalid_client", f"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{CLIENT}'.")
        if form.get("scope") != SCOPE:
            return self._no("invalid_scope", "AADSTS1002012: The provided value for scope is not valid.")
        return self._token()

    def _service(self, form):
        try:
            header, claims = self._claims(form["assertion"])
        except ValueError as wrong:
            self.wrong = str(wrong)
            return self._no("invalid_grant", "Invalid JWT Signature.")
        if claims["scope"] != "https://mail.google.com/" or claims["sub"] != servers.USER or header.get("kid") != "nyckel-1":
            return self._no("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.")
        return self._token()

    def _refresh(self, form):
        if form.get("refresh_token") != self.refresh:
            return self._no("invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.")
        if self.rotate:
            self.refresh = "1.refresh-" + secrets.token_urlsafe(40) + "-REFRESHHEMLIGT"
            if self.on_refresh:
                self.on_refresh()
        return self._token(refresh_token=self.refresh)

    def _device(self, form):
        if form.get("device_code") != self.device:
            return self._no("bad_verification_code")
        if self.pending > 0:
            self.pending -= 1
            return self._no("authorization_pending", "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending.")
        self.refresh = "0.refresh-" + secrets.token_urlsafe(40) + "-REFRESHHEMLIGT"
        return self._token(refresh_token=self.refresh)


def secret_words(server, folder):
    """Everything that may stand nowhere but where it belongs: tokens, assertions, secrets; some bytes of each."""
    words = [SECRET] + [token for token, _ in server.given]
    for form in server.asked:
        words += [form[key] for key in ("client_assertion", "assertion", "refresh_token", "device_code") if key in form]
    for name in os.listdir(folder):
        if name.endswith(".key.pem"):
            with open(os.path.join(folder, name), encoding="ascii") as file:
                words.append(re.sub(r"-----.*?-----|\n", "", file.read())[100:164])
    return words


def dovecot_settings(folder):
    """Dovecot configuration for tokens of DovecotTokens, which it validates by itself: XOAUTH2 and OAUTHBEARER, nothing else."""
    keys = os.path.join(folder, "keys", "default", "HS256")
    os.makedirs(keys)
    with open(os.path.join(keys, "default"), "wb") as file:
        file.write(base64.b64encode(DOVECOT_KEY))
    conf = os.path.join(folder, "oauth2.conf")
    with open(conf, "w", encoding="utf-8") as file:
        file.write(f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={folder}/keys/\nusername_attribute = sub\n")
    for path, names, files in os.walk(folder):
        os.chmod(path, 0o755)
        for name in files:
            os.chmod(os.path.join(path, name), 0o644)
    return (f"auth_mechanisms = xoauth2 oauthbearer\npassdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {conf}\n}}\n")


DOVECOT_KEY = b"en nyckel som bara Dovecot och intygsservern har"


class DovecotTokens(TokenServer):
    """Its tokens are JWTs that a Dovecot with dovecot_settings() validates without asking."""

    def _token(self, **more):
        import hmac
        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
        now = int(time.time())
        body = part({"alg": "HS256", "typ": "JWT"}) + "." + part({
            "sub": servers.USER, "iat": now - 5, "nbf": now - 5, "exp": now + self.life, "jti": secrets.token_urlsafe(300)})
        sign = base64.urlsafe_b64encode(hmac.new(DOVECOT_KEY, body.encode(), "sha256").digest()).decode().rstrip("=")
        token = f"{body}.{sign}"
        self.given.append((token, time.monotonic() + self.life))
        return 200, {"token_type": "Bearer", "expires_in": self.life, "access_token": token, **more}
