using SegEdge.Camera;
using SegEdge.Testing;

namespace SegEdge.Benchmarks;

/// <summary>Real scenes, and the simulated field: regions are there to be asked about, and no decoding is in the figures.</summary>
internal static class Films
{
    /// <summary>uint8 BGR at the model's size; null, with a line said, where the pictures are not on this machine.</summary>
    public static List<byte[]>? Of(string name, int pictures)
    {
        var path = name switch
        {
            "twinlitenet" => SharedData.Find("data/carnd-lanelines/solidWhiteRight.mp4"),
            "espnet-camvid" => SharedData.Find("data/camvid/test"),
            _ => "",
        };
        if (path is null)
        {
            Console.WriteLine($"{name}: its pictures are not on this machine; set SEGEDGE_SHARED.");
            return null;
        }
        using var folder = new TemporaryFolder();
        var input = Models.Find(name, folder)!.Manifest.Input;
        using IFrameSource source = name switch
        {
            "twinlitenet" => new VideoFileSource(path),
            "espnet-camvid" => new ImageFolderSource(path),
            _ => new SimulatedSource(new Camera.Simulation.SimulationOptions { Width = input.Width, Height = input.Height, Mode = SourceKind.File }, TimeProvider.System),
        };
        var (pool, film) = (new FramePool(1, source.Size), new List<byte[]>());
        using var small = new OpenCvSharp.Mat();
        while (film.Count < pictures && pool.TryRent(out var frame))
            using (frame)
            {
                if (source.Read(frame, CancellationToken.None) != ReadOutcome.Picture) break;
                OpenCvSharp.Cv2.Resize(frame.Picture, small, new OpenCvSharp.Size(input.Width, input.Height));
                small.GetArray(out OpenCvSharp.Vec3b[] pixels);
                film.Add(System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray());
            }
        return film;
    }
}
