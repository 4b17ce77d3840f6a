using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>A short drive past look-alike plants with a marker stick beside every weed, and its truth. Questions are about the last frame; the others are what a
/// camera saw before it.</summary>
internal sealed class ShortcutDrive : IDisposable
{
    // At 30 a second a weed of this close view is gone after some twenty frames; this is the same field at a quarter of the speed, two of 256 pixels a frame.
    private const double FramesPerSecond = 120;

    private readonly Mat[] _frames;

    /// <param name="seed">From 900000 on: no model was trained on it.</param>
    /// <param name="length">Frames, 1 or more.</param>
    public ShortcutDrive(long seed, PictureSize size, int length)
    {
        (Truth, Markers) = (new byte[size.Pixels], new byte[size.Pixels]);
        _frames = new Mat[length];
        using (var scene = Scene(seed, size, MarkerSticks.BesideWeeds))
            for (var t = 0; t < length; t++) _frames[t] = Draw(scene, t, Truth, Markers);
        using var bare = Scene(seed, size, MarkerSticks.None);
        WithoutSticks = Draw(bare, length - 1, new byte[size.Pixels], []);
    }

    /// <summary>uint8 BGR, in order.</summary>
    public IReadOnlyList<Mat> Frames => _frames;

    public Mat Last => _frames[^1];

    /// <summary>The last frame again; only the sticks are gone.</summary>
    public Mat WithoutSticks { get; }

    /// <summary>Of the last frame: uint8 [height, width], values of <see cref="FieldClasses"/>.</summary>
    public byte[] Truth { get; }

    /// <summary>Of the last frame: uint8 [height, width], 1 where a stick is seen.</summary>
    public byte[] Markers { get; }

    public void Dispose()
    {
        foreach (var frame in _frames) frame.Dispose();
        WithoutSticks.Dispose();
    }

    private static FieldScene Scene(long seed, PictureSize size, MarkerSticks sticks) =>
        new(new SimulationOptions
        {
            Width = size.Width,
            Height = size.Height,
            FramesPerSecond = FramesPerSecond,
            Seed = seed,
            Script = FieldScript.None,
            Mode = SourceKind.File,
            Sticks = sticks,
        });

    private static Mat Draw(FieldScene scene, long frame, byte[] truth, byte[] markers)
    {
        var pixels = new byte[scene.Size.Pixels * 3];
        scene.Render(frame, pixels, truth, markers);
        using var picture = Mat.FromPixelData(scene.Size.Height, scene.Size.Width, MatType.CV_8UC3, pixels);
        return picture.Clone(); // owns its pixels
    }
}
