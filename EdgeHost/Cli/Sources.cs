using System.Globalization;
using SegEdge.Camera;
using SegEdge.Camera.Clips;
using SegEdge.Camera.Live;
using SegEdge.Camera.Simulation;

namespace SegEdge.EdgeHost.Cli;

/// <summary>Opens what --source or Camera:Source names. A real camera that is away is opened all the same: it may come.</summary>
internal static class Sources
{
    private const string Simulated = "simulated";

    /// <param name="live">Whether a simulated camera keeps its own pace, as a real one does.</param>
    /// <param name="frames">Pictures that a simulated camera gives as a file; 0 for no end.</param>
    /// <param name="clips">A real camera's packets are kept for them where they are on; null keeps none.</param>
    /// <exception cref="CameraException">The source cannot be opened.</exception>
    public static IFrameSource Open(CameraOptions camera, bool live, long frames, ClipOptions? clips = null) =>
        ChildProcessSource.TryOpen(camera, TimeProvider.System, RingFor(clips)) is { } real ? real
        : camera.Source == Simulated || camera.Source.StartsWith(Simulated + ":", StringComparison.Ordinal)
            ? new SimulatedSource(new SimulationOptions
            {
                Width = camera.Width,
                Height = camera.Height,
                FramesPerSecond = camera.FramesPerSecond,
                Seed = SeedOf(camera),
                Mode = live ? SourceKind.Live : SourceKind.File,
                // A live camera does not end by itself; Pipeline:MaxFrames counts the pictures that were captured.
                FrameCount = !live && frames > 0 ? frames : null,
            }, TimeProvider.System)
            : Directory.Exists(camera.Source) || ImageFolderSource.IsPicture(camera.Source)
                ? new ImageFolderSource(camera.Source)
                : new VideoFileSource(camera.Source);

    private static PacketRing? RingFor(ClipOptions? clips) =>
        clips is { Enabled: true } ? new(TimeSpan.FromSeconds(clips.PreSeconds), clips.MemoryBytes, TimeProvider.System) : null;

    private static long SeedOf(CameraOptions camera) =>
        camera.Source.Length <= Simulated.Length
            ? camera.Seed
            : long.TryParse(camera.Source.AsSpan(Simulated.Length + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
                ? seed
                : throw new CameraException($"'{camera.Source}': expected 'simulated' or 'simulated:SEED' with a whole number.");
}
