"""The volunteer that has compiled everything already: it reads a job of any version and answers with one object.

    replay.py ADDRESS PORT SECONDS OBJECT DEPFILE

It takes SECONDS for each job and no processor for waiting: what a real volunteer does with a job is no part of a
client's cost, and in pump mode it would preprocess each anew.
"""

import ctypes
import ctypes.util
import socket
import sys
import threading
import time

LZO = ctypes.CDLL(ctypes.util.find_library("lzo2"))
LZO_WORK = 16384 * 8
PUMP = 3


def packed(text):
    """One LZO1X block, as distcc's protocols 2 and 3 want it."""
    if not text:
        return b""
    block = ctypes.create_string_buffer(len(text) + len(text) // 64 + 19)
    length = ctypes.c_ulong(0)
    work = ctypes.create_string_buffer(LZO_WORK)
    LZO.lzo1x_1_compress(text, len(text), block, ctypes.byref(length), work)
    return block.raw[: length.value]


def packet(token, parameter, body=b""):
    return b"%s%08x" % (token, parameter) + body


def answer(version, texts):
    bodies = [texts[name] if version == 1 else packed(texts[name]) for name in ("object", "depfile")]
    reply = packet(b"DONE", version) + packet(b"STAT", 0) + packet(b"SERR", 0) + packet(b"SOUT", 0)
    reply += packet(b"DOTO", len(bodies[0]), bodies[0])
    if version == PUMP:
        reply += packet(b"DOTD", len(bodies[1]), bodies[1])
    return reply


def read_job(stream):
    """Reads to the end of the job; returns its version."""

    def head():
        text = stream.read(12)
        return int(text[4:], 16)

    def body():
        stream.read(head())

    version = head()
    if version == PUMP:
        body()
    for _ in range(head()):
        body()
    for _ in range(head() if version == PUMP else 0):
        body()
        body()
    if version != PUMP:
        body()
    return version


def serve(connection, seconds, answers):
    with connection, connection.makefile("rb", 1 << 16) as stream:
        try:
            version = read_job(stream)
            time.sleep(seconds)
            connection.sendall(answers[version])
        except (ValueError, OSError):
            pass  # Whoever looks whether somebody listens sends nothing.


def main():
    address, port, seconds, object_file, depfile = sys.argv[1:]
    with open(object_file, "rb") as file, open(depfile, "rb") as rules:
        texts = {"object": file.read(), "depfile": rules.read()}
    answers = {version: answer(version, texts) for version in (1, 2, PUMP)}
    with socket.create_server((address, int(port)), backlog=2048) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, float(seconds), answers), daemon=True).start()


main()
