using System.Diagnostics;
using SegEdge.Camera;
using Xunit;

namespace SegEdge.Testing;

/// <summary>A video file as FFmpeg sees it.</summary>
public sealed class ClipVideo
{
    private readonly byte[] _pixels;
    private readonly PictureSize _size;

    private ClipVideo(byte[] pixels, PictureSize size, bool beginsWithKey, string complaints)
    {
        (_pixels, _size, BeginsWithKey, Complaints) = (pixels, size, beginsWithKey, complaints);
        Stamps = [.. Enumerable.Range(0, pixels.Length / (size.Pixels * 3)).Select(i => PictureStamp.Read(Picture(i), size))];
    }

    /// <summary>The first packet is a key frame.</summary>
    public bool BeginsWithKey { get; }

    /// <summary>What FFmpeg found wrong with it; empty for a good one.</summary>
    public string Complaints { get; }

    /// <summary>Of all pictures, in order; <see cref="PictureStamp"/>.</summary>
    public IReadOnlyList<long> Stamps { get; }

    public static ClipVideo Decode(string path, PictureSize size)
    {
        var (packets, complaints) = Run("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=flags", "-of", "csv=p=0", path);
        var flags = System.Text.Encoding.ASCII.GetString(packets);
        var (pixels, more) = Run("ffmpeg", "-v", "error", "-i", path, "-vf", $"scale={size.Width}:{size.Height}", "-pix_fmt", "bgr24", "-vsync", "passthrough", "-f", "rawvideo", "pipe:1");
        return new ClipVideo(pixels, size, flags.StartsWith('K'), complaints + more.Replace("-vsync is deprecated. Use -fps_mode", "", StringComparison.Ordinal).Trim());
    }

    /// <summary>BGR without padding.</summary>
    public ReadOnlySpan<byte> Picture(int index) => _pixels.AsSpan(index * _size.Pixels * 3, _size.Pixels * 3);

    /// <summary>Plays, begins with a key frame, and no picture comes before another that was made earlier.</summary>
    public ClipVideo AssertPlays()
    {
        Assert.Equal("", Complaints);
        Assert.NotEmpty(Stamps);
        Assert.True(BeginsWithKey, "it does not begin with a key frame");
        Assert.Equal(Stamps.Order(), Stamps);
        return this;
    }

    private static (byte[] Output, string Errors) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return (output.ToArray(), errors.GetAwaiter().GetResult());
    }
}
