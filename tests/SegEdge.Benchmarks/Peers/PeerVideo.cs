using SegEdge.Testing;

namespace SegEdge.Benchmarks.Peers;

/// <summary>What a model's peers look at: real frames, long enough for a turn.</summary>
internal static class PeerVideo
{
    /// <summary>Null, with a line said, where the pictures are not on this machine.</summary>
    public static string? Find(string model, TemporaryFolder folder)
    {
        if (model == "twinlitenet") return Told(SharedData.Find("data/carnd-lanelines/solidWhiteRight.mp4"), model);
        if (Told(SharedData.Find("data/camvid/test"), model) is not { } pictures) return null;
        // Stills of a drive, twice over: 234 frames.
        string once = folder.File("once.mp4"), twice = folder.File("camvid.mp4");
        Encode("-framerate", "30", "-pattern_type", "glob", "-i", Path.Combine(pictures, "*.jpg"), "-c:v", "libx264", "-pix_fmt", "yuv420p", once);
        Encode("-stream_loop", "1", "-i", once, "-c", "copy", twice);
        return twice;
    }

    private static string? Told(string? path, string model)
    {
        if (path is null) Console.WriteLine($"{model}: its pictures are not on this machine; set SEGEDGE_SHARED.");
        return path;
    }

    private static void Encode(params string[] arguments) => PeerProcess.Run("ffmpeg", ["-v", "error", "-y", .. arguments]);
}
