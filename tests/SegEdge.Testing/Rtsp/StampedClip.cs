using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;

namespace SegEdge.Testing;

/// <summary>What the RTSP server shows: a drive on a road where the shared data are there, else over the simulated field; raw I420 pictures in a file.</summary>
internal static class StampedClip
{
    private const int SimulatedPictures = 30;

    public static void Write(string path, PictureSize size)
    {
        using IFrameSource source = SharedData.Find("data/carnd-lanelines/solidWhiteRight.mp4") is { } road
            ? new VideoFileSource(road)
            : new SimulatedSource(new SimulationOptions { Width = size.Width, Height = size.Height, Mode = SourceKind.File, FrameCount = SimulatedPictures }, TimeProvider.System);
        if (!new FramePool(1, source.Size).TryRent(out var frame)) throw new InvalidOperationException("an empty pool");
        using var scaled = new Mat();
        using var planes = new Mat();
        using var file = File.Create(path);
        while (source.Read(frame, CancellationToken.None) == ReadOutcome.Picture)
        {
            Cv2.Resize(frame.Picture, scaled, new Size(size.Width, size.Height), interpolation: InterpolationFlags.Area);
            Cv2.CvtColor(scaled, planes, ColorConversionCodes.BGR2YUV_I420);
            planes.GetArray(out byte[] bytes);
            file.Write(bytes);
        }
    }
}
