using System.CommandLine;
using System.Diagnostics;
using SegEdge.Camera;
using SegEdge.Camera.Live;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge cameras</c>: the video devices of this machine, or what one real camera gives.</summary>
internal static class CamerasCommand
{
    // A camera may be starting; who fails twice has a reason worth reading.
    private const int Attempts = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var source = new Option<string?>("--source", "-s") { Description = "Read this camera for some pictures: rtsp://..., /dev/videoN or csi:N.", HelpName = "CAMERA" };
        var frames = new Option<int>("--frames", "-n") { Description = "How many pictures.", HelpName = "N", DefaultValueFactory = _ => 60 };
        var set = CommonOptions.Set();
        var command = new Command("cameras", "List the video devices of this machine, or try one camera: size, rate, and what is wrong with it.") { source, CommonOptions.AtLeast(2, frames), set };
        command.Act((parsed, stopping) =>
        {
            if (parsed.GetValue(source) is { } camera) Try(Options(camera, parsed.GetValue(set) ?? []), parsed.GetValue(frames), stopping);
            else List();
            return Task.CompletedTask;
        });
        return command;
    }

    private static CameraOptions Options(string camera, IReadOnlyList<string> settings)
    {
        var (_, options, problems) = Configuration.ConfigurationLoader.Load(null, settings);
        return problems.Count == 0 ? options.Camera with { Source = camera } : throw new UsageException([.. problems]);
    }

    private static void List()
    {
        var devices = V4l2Devices.List();
        if (devices.Count == 0) Console.WriteLine("No video device. 'lsusb' shows whether a USB camera is seen at all; network cameras are named by their address, rtsp://...");
        foreach (var device in devices)
            Console.WriteLine($"{device.Path}  {device.Name}{(device.Index == 0 ? "" : "  (metadata, no pictures)")}{(device.Problem is null ? "" : $"  cannot be opened: {device.Problem}")}");
    }

    private static void Try(CameraOptions options, int frames, CancellationToken stopping)
    {
        using var source = ChildProcessSource.TryOpen(options, TimeProvider.System)
            ?? throw new UsageException($"--source {options.Source}: expected rtsp://..., /dev/videoN, v4l2:DEVICE or csi:N.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Patience);
        var lost = 0;
        source.Happened += e =>
        {
            if (e.Kind == LinkEventKind.Streaming) Console.WriteLine(e.Message);
            else foreach (var line in e.Said) Console.Error.WriteLine($"  {line}");
            if (e.Kind == LinkEventKind.Lost && ++lost >= Attempts) patience.Cancel();
        };
        try
        {
            Console.WriteLine(Read(source, frames, patience));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new UsageException($"{source.Name}: {frames} pictures did not come. {source.Status.LastFault ?? source.Status.ToString()}");
        }
    }

    private static string Read(ChildProcessSource source, int frames, CancellationTokenSource patience)
    {
        if (!new FramePool(1, source.Size).TryRent(out var frame)) throw new InvalidOperationException("an empty pool");
        source.Read(frame, patience.Token);
        patience.CancelAfter(Patience); // the first is there; a slow camera has its time for the rest
        var first = Stopwatch.GetTimestamp();
        for (var n = 1; n < frames; n++) source.Read(frame, patience.Token);
        var fps = (frames - 1) / Stopwatch.GetElapsedTime(first).TotalSeconds;
        return FormattableString.Invariant($"{source.Name}: {frames} pictures of {source.Size}, {fps:0.0} a second, {source.Status.Counters.Restarts} restarts.");
    }
}
