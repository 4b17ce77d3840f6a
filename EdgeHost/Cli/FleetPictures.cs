using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Fleet.Simulation;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Cli;

/// <summary>What simulated devices see: frames of the simulated field with their exact masks, drawn once and shared by all of them.</summary>
internal static class FleetPictures
{
    private const int Width = 480, Height = 270, ThumbWidthPx = 320, ThumbQuality = 70;
    private const long Seed = 900_000;

    // Of the default script: weeds, a person, plain driving; then mud on the lens.
    private static readonly long[] CleanFrames = [20, 60, 85, 105, 140, 165, 185, 345, 380, 405];
    private static readonly long[] MuddyFrames = [285, 295, 305, 315];

    public static SimulatedPictures Draw()
    {
        using var scene = new FieldScene(new SimulationOptions { Width = Width, Height = Height, Mode = SourceKind.File, Seed = Seed });
        var palette = FieldClasses.Colors.ToArray().Select(Rgb.Parse).ToArray();
        SimulatedPicture[] Of(long[] frames) => [.. frames.Select(frame => Picture(scene, frame, palette))];
        var names = FieldClasses.Names.ToArray();
        return new(Of(CleanFrames), Of(MuddyFrames), [.. names.Select((name, i) => new BirthClass { Index = i, Name = name, Color = FieldClasses.Colors[i], Private = i == FieldClasses.Person })]);
    }

    private static SimulatedPicture Picture(FieldScene scene, long frame, Rgb[] palette)
    {
        var pixels = new byte[Width * Height * 3];
        var classes = new byte[Width * Height];
        scene.Render(frame, pixels, classes);
        using var picture = Mat.FromPixelData(Height, Width, MatType.CV_8UC3, pixels);
        return new(Pictures.Jpeg(picture, ThumbWidthPx, ThumbQuality), IndexedPng.Encode(classes, Width, Height, palette), Width, Height);
    }
}
