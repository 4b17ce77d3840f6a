using OpenCvSharp;
using SegEdge.Camera.Simulation;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

public sealed class MemoryTests
{
    private const int Frames = 1000, Different = 40, WarmAfter = 200;

    [Fact, Trait("run", "long")]
    public async Task ThousandFramesOfFileInput_AreAllAccountedFor_AndMemoryStaysFlat()
    {
        using var folder = new TemporaryFolder();
        Record(folder.File("field.avi"));
        // Flags and explanations all the way: what the lane keeps is there before the measurement starts, what it leaks would show.
        await using var device = await DeviceProcess.StartAsync(
            $"Camera:Source={folder.File("field.avi")}", "Explain:Passes=40", "Flags:0:Kind=EveryNth", "Flags:0:Every=75");

        await Eventually.TrueAsync(() => Segmented(device) >= WarmAfter, "it is warm");
        var warm = device.Process.ResidentBytes;
        long last = warm, highest = warm, seen = 0;
        while (!device.Process.HasExited && seen < Frames)
        {
            seen = Segmented(device);
            if (!device.Process.HasExited) highest = Math.Max(highest, last = device.Process.ResidentBytes);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        var (code, output, errors) = await device.Process.EndAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"RSS {warm / 1e6:0.0} MB at frame {WarmAfter}, {last / 1e6:0.0} MB at the end, highest {highest / 1e6:0.0} MB\n{output}");
        Assert.True(code == 0, errors);
        Assert.Contains("1,000 frames in", output, StringComparison.Ordinal);
        Assert.Contains("1,000 captured, 0 dropped for newer ones, 0 failed, 0 in flight", output, StringComparison.Ordinal);
        Assert.Contains("rented = returned", output, StringComparison.Ordinal);
        Assert.Contains("grown 0 times", output, StringComparison.Ordinal);
        Assert.True(last - warm < 20_000_000, $"resident memory grew from {warm / 1e6:0.0} to {last / 1e6:0.0} MB");
    }

    private static long Segmented(DeviceProcess device)
    {
        try
        {
            return device.StatusAsync().GetAwaiter().GetResult().GetProperty("counters").GetProperty("processed").GetInt64();
        }
        catch (HttpRequestException)
        {
            return Frames; // expected: the run has ended, and the dashboard with it
        }
    }

    private static void Record(string path)
    {
        var options = new SimulationOptions { Width = 320, Height = 192 };
        var scene = new FieldScene(options);
        var pixels = new byte[options.Width * options.Height * 3];
        var classes = new byte[options.Width * options.Height];
        using var picture = Mat.FromPixelData(options.Height, options.Width, MatType.CV_8UC3, pixels);
        var pictures = Enumerable.Range(0, Different).Select(n =>
        {
            scene.Render(n * 8, pixels, classes);
            return picture.Clone();
        }).ToArray();
        using var video = new VideoWriter(path, FourCC.MJPG, 30, new Size(options.Width, options.Height));
        for (var i = 0; i < Frames; i++) video.Write(pictures[i % Different]);
        foreach (var one in pictures) one.Dispose();
    }
}
