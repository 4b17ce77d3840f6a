"""A real RTSP server that shows a clip over and over, each picture stamped with the monotonic time at which it was made.

usage: server.py PORT FPS WIDTHxHEIGHT I420_FILE [USER:PASSWORD]
"ready" on stdout once it listens. A line "WIDTHxHEIGHT I420_FILE" on stdin goes on with another clip, in the middle of the stream.
"""
import mmap
import sys
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

BITS = 40  # milliseconds of the monotonic clock, the highest first, as black and white blocks along the upper edge


class Clip:
    def __init__(self, size, path):
        self.width, self.height = (int(n) for n in size.split("x"))
        with open(path, "rb") as file:
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.picture = self.width * self.height * 3 // 2
        self.count = len(self.bytes) // self.picture
        self.next = 0

    def caps(self, fps):
        return Gst.Caps.from_string(f"video/x-raw,format=I420,width={self.width},height={self.height},framerate={fps}/1")

    def stamped(self):
        at = self.next % self.count * self.picture
        self.next += 1
        picture = bytearray(self.bytes[at:at + self.picture])
        now = time.monotonic_ns() // 1_000_000
        edges = [self.width * i // BITS for i in range(BITS + 1)]
        row = b"".join((b"\xeb" if now >> (BITS - 1 - i) & 1 else b"\x10") * (edges[i + 1] - edges[i]) for i in range(BITS))
        rows = self.height // 16
        picture[:rows * self.width] = row * rows
        # Grey: colour beside a block would bleed into it.
        chroma = rows // 2 * (self.width // 2)
        for plane in (self.width * self.height, self.width * self.height * 5 // 4):
            picture[plane:plane + chroma] = b"\x80" * chroma
        return bytes(picture)


class Server:
    def __init__(self, port, fps, clip, login):
        self.fps, self.clip, self.sources = fps, clip, []
        self.server = GstRtspServer.RTSPServer(service=str(port), address="127.0.0.1")
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(
            "( appsrc name=source is-live=true do-timestamp=true format=time max-buffers=2 leaky-type=downstream"
            f" ! x264enc tune=zerolatency speed-preset=ultrafast threads=1 bitrate=1500 key-int-max={fps} ! video/x-h264,profile=baseline ! h264parse"
            " ! rtph264pay name=pay0 pt=96 config-interval=-1 )")
        factory.set_shared(True)
        factory.connect("media-configure", self.configure)
        if login:
            self.guard(factory, *login.split(":"))
        self.server.get_mount_points().add_factory("/clip", factory)
        self.server.attach(None)

    def guard(self, factory, user, password):
        auth = GstRtspServer.RTSPAuth()
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", "viewer")
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
        self.server.set_auth(auth)
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_permission_for_role("viewer", "media.factory.access", True)
        permissions.add_permission_for_role("viewer", "media.factory.construct", True)
        factory.set_permissions(permissions)

    def configure(self, _, media):
        source = media.get_element().get_by_name_recurse_up("source")
        source.set_property("caps", self.clip.caps(self.fps))
        self.sources.append(source)
        media.connect("unprepared", lambda _: self.sources.remove(source))

    def show(self, clip):
        self.clip = clip
        for source in self.sources:
            source.set_property("caps", clip.caps(self.fps))

    def push(self):
        if self.sources:
            picture = self.clip.stamped()
            for source in self.sources:
                source.emit("push-buffer", Gst.Buffer.new_wrapped(picture))
        return True


def main():
    port, fps, size, path, *login = sys.argv[1:]
    Gst.init(None)
    server = Server(int(port), int(fps), Clip(size, path), login[0] if login else None)
    GLib.timeout_add(1000 // int(fps), server.push)

    def command(channel, _):
        line = sys.stdin.readline()
        if not line:
            loop.quit()  # who started us is gone
            return False
        server.show(Clip(*line.split()))
        return True

    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, command)
    loop = GLib.MainLoop()
    print("ready", flush=True)
    loop.run()


main()
