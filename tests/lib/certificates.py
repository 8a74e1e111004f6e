# SPDX-License-Identifier: Apache-2.0
"""Self-signed certificates for tests, made by openssl, and how they are put in place."""
import os
import ssl
import subprocess


def make(folder, name, days=2):
    """Writes NAME.crt and NAME.key into the folder; CN is the name. Negative days: expired."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", key, "-out", certificate, "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-days", "2"],
                   check=True, capture_output=True)
    if days < 0:  # req makes none of these
        subprocess.run(["openssl", "x509", "-in", certificate, "-signkey", key, "-days", str(days),
                        "-out", certificate], check=True, capture_output=True)
    return certificate, key


def put(pair, certificate, key):
    """Replaces what is there at once, as an administrator's tool should."""
    for source, target in zip(pair, (certificate, key)):
        fresh = target.with_suffix(".new")
        fresh.write_bytes(source.read_bytes())
        os.rename(fresh, target)


def der(pair):
    """The certificate as a client sees it."""
    return ssl.PEM_cert_to_DER_cert(pair[0].read_text())


def any_server():
    """A client's context that takes every certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
