using System.Globalization;
using OpenCvSharp;
using SegEdge.Camera;
using SegEdge.Camera.Simulation;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Sinks;

namespace SegEdge.EdgeHost.Bench;

/// <summary>Where a benchmark leaves what a device leaves: gone with it.</summary>
internal sealed class BenchFolder : IDisposable
{
    // As a camera's own JPEGs: a picture to decode, not the simulation to wait for.
    private const int Quality = 95;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("segedge-bench-");

    /// <summary>The same device with nothing outside this process: what is measured reaches no fleet, moves no line, and runs beside a device of the same configuration.</summary>
    public SegEdgeOptions OnItsOwn(SegEdgeOptions options) => options with
    {
        Broker = options.Broker with { Embedded = true, Port = Ports.FreeOr(options.Broker.Port) },
        Dashboard = options.Dashboard with { Port = Ports.FreeOr(options.Dashboard.Port) },
        Outbox = options.Outbox with { Folder = Path.Combine(_folder.FullName, "outbox") },
        Model = options.Model with { Swap = options.Model.Swap with { Folder = "" } },
        Gpio = options.Gpio with { Enabled = false },
        Clips = options.Clips with { Enabled = false },
        Audit = options.Audit with { HeadKeyFile = null },
        // One camera's frames against one network's runs; the benchmark 'cameras' has what further ones cost.
        Cameras = [],
        Camera = options.EffectiveCameras[0],
    };

    /// <summary>Pictures of the simulated field camera, rendered once: rendering costs more than many a network.</summary>
    public SegEdgeOptions WithFilm(SegEdgeOptions options, int frames, CancellationToken stopping)
    {
        var film = _folder.CreateSubdirectory("film");
        var camera = options.Camera;
        using var scene = new FieldScene(new SimulationOptions { Width = camera.Width, Height = camera.Height, Seed = camera.Seed, Mode = SourceKind.File });
        var (pixels, classes) = (new byte[camera.Width * camera.Height * 3], new byte[camera.Width * camera.Height]);
        using var picture = Mat.FromPixelData(camera.Height, camera.Width, MatType.CV_8UC3, pixels);
        for (var n = 0; n < frames; n++)
        {
            stopping.ThrowIfCancellationRequested();
            scene.Render(n, pixels, classes, []);
            File.WriteAllBytes(Path.Combine(film.FullName, n.ToString("000000", CultureInfo.InvariantCulture) + ".jpg"), Pictures.Jpeg(picture, camera.Width, Quality));
        }
        return options with { Camera = camera with { Source = film.FullName } };
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
