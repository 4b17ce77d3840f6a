using SegEdge.Camera;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.EndToEnd.Tests.Deploy;
using SegEdge.Telemetry.Codecs;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Arm64;

/// <summary>The published program for arm64 machines, started as such: the same answers as on x64.</summary>
[Collection(Alone.Name), Trait("run", "long")]
public sealed class Arm64Tests
{
    private const double LeastEqual = 0.999;

    [Fact]
    public async Task ThePublishedProgram_LooksAround_Probes_AndSegmentsAsX64Does()
    {
        using var machine = await Arm64Machine.PublishedAsync();
        using var folder = new TemporaryFolder();
        foreach (var file in ContainerFilesTests.NamedInPublished()) Assert.True(File.Exists(Path.Combine(machine.ProgramFolder, file)), $"Dockerfile.arm64 names {file}, which is not published");
        string[] doctor = ["doctor", "--set", $"Broker:Port={FreePort.Find()}", "--set", $"Outbox:Folder={folder.File("outbox")}", "--set", "Outbox:CapBytes=1048576"];

        var without = await machine.RunAsync(doctor);
        Assert.True(without.ExitCode == 3, without.Output);
        Assert.Contains($"bad     opencv         OpenCV's native library ({OpenCvLibrary.FileName}), which every picture needs, does not load", without.Output, StringComparison.Ordinal);
        Assert.Contains("deploy/opencv/build.sh", without.Output, StringComparison.Ordinal);
        Assert.Contains("good    runtime ", without.Output, StringComparison.Ordinal);
        var probe = await machine.RunAsync("probe", "--model", Path.Combine(machine.ProgramFolder, "models/field/field.onnx"));
        Assert.True(probe.ExitCode == 0, probe.Output);
        Assert.Contains("agrees with it", probe.Output, StringComparison.Ordinal);

        await machine.AddOpenCvAsync();
        var with = await machine.RunAsync(doctor);
        Assert.True(with.ExitCode == 0, with.Output);
        foreach (var check in (string[])["runtime", "opencv", "model", "provider", "camera", "broker", "disk"]) Assert.Contains($"good    {check} ", with.Output, StringComparison.Ordinal);

        string[] segment = ["segment", "--model", "field", "--source", "simulated", "--frames", "3", "--threads", "1", "--out"];
        var emulated = await machine.RunAsync([.. segment, folder.File("arm64")]);
        Assert.True(emulated.ExitCode == 0, emulated.Output);
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, [.. segment, folder.File("x64")]);
        Assert.True(code == 0, errors);
        var equal = Enumerable.Range(0, 3).Select(n => EqualShare(folder.File($"arm64/masks/field/{n:000000}.png"), folder.File($"x64/masks/field/{n:000000}.png"))).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"pixels of the same class: {string.Join(", ", equal.Select(e => e.ToString("P4", System.Globalization.CultureInfo.InvariantCulture)))}");
        Assert.All(equal, share => Assert.InRange(share, LeastEqual, 1));
    }

    private static double EqualShare(string one, string other)
    {
        var (a, b) = (IndexedPng.Decode(File.ReadAllBytes(one)), IndexedPng.Decode(File.ReadAllBytes(other)));
        Assert.Equal((b.Width, b.Height), (a.Width, a.Height));
        var (left, right) = (a.Indices.ToArray(), b.Indices.ToArray());
        Assert.True(left.Distinct().Count() > 1, "a picture of one class shows nothing");
        return left.Zip(right).Count(pair => pair.First == pair.Second) / (double)left.Length;
    }
}
