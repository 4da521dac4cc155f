"""A volunteer that compiles nothing: it reads a job of distcc's protocol 1, waits, and answers with one object.

    sleeper.py ADDRESS PORT SECONDS OBJECT

One process and one thread, so that hundreds of jobs cost it next to nothing and what is measured is the client.
"""

import asyncio
import sys


def packet(token, value, body=b""):
    return token + b"%08x" % value + body


async def read_packet(reader):
    head = await reader.readexactly(12)
    return head[:4], int(head[4:], 16)


async def read_job(reader):
    _, version = await read_packet(reader)
    if version != 1:
        raise ValueError("protocol 1 only")
    _, count = await read_packet(reader)
    for _ in range(count + 1):
        # The arguments, then the source.
        _, length = await read_packet(reader)
        await reader.readexactly(length)


async def serve(reader, writer, seconds, answer):
    try:
        await read_job(reader)
        await asyncio.sleep(seconds)
        writer.write(answer)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    finally:
        writer.close()


async def main(address, port, seconds, path):
    with open(path, "rb") as file:
        content = file.read()
    answer = (
        packet(b"DONE", 1) + packet(b"STAT", 0) + packet(b"SERR", 0) + packet(b"SOUT", 0)
        + packet(b"DOTO", len(content), content)
    )
    server = await asyncio.start_server(
        lambda reader, writer: serve(reader, writer, seconds, answer), address, port, backlog=2048
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
