using OpenCvSharp;
using SegEdge.Fleet.Export;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Cli;

/// <summary>A picture and its class map in the picture's size. Dispose returns the map.</summary>
internal sealed record FleetTrainingPair(string Name, ReadOnlyMemory<byte> Jpeg, Mat Classes, IReadOnlyList<Rgb> Palette) : IDisposable
{
    public int Width => Classes.Width;

    public int Height => Classes.Height;

    /// <returns>Null where picture or mask is damaged.</returns>
    public static FleetTrainingPair? Read(ReviewedFrame frame)
    {
        try
        {
            using var picture = Cv2.ImDecode(frame.Picture.ToArray(), ImreadModes.Color);
            if (picture.Empty()) return null;
            var mask = IndexedPng.Decode(frame.Mask.Span);
            using var own = Mat.FromPixelData(mask.Height, mask.Width, MatType.CV_8UC1, mask.Indices.ToArray());
            var classes = new Mat();
            // Nearest: the mean of two class numbers is a third class.
            Cv2.Resize(own, classes, picture.Size(), interpolation: InterpolationFlags.Nearest);
            return new(frame.EventId, frame.Picture, classes, mask.Palette);
        }
        catch (Exception e) when (e is TelemetryFormatException or OpenCVException)
        {
            return null; // expected: the caller counts it
        }
    }

    /// <summary>Class numbers, rows from the top.</summary>
    public byte[] Indices()
    {
        Classes.GetArray(out byte[] indices);
        return indices;
    }

    public void Dispose() => Classes.Dispose();
}
