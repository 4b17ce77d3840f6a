using SegEdge.Camera.Live;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests.Live;

public sealed class V4l2DevicesTests : IDisposable
{
    private readonly TemporaryFolder _sys = new();

    [Fact]
    public void Devices_AreListedByNumber_WithTheirNames_AndWhyTheyCannotBeOpened()
    {
        Add("video960", "USB camera", "0");
        Add("video961", "USB camera", "1");
        Add("video99", "Capture card", null);
        Directory.CreateDirectory(Path.Combine(_sys.Path, "v4l-subdev0"));
        var devices = V4l2Devices.List(_sys.Path);
        Assert.Equal([("/dev/video99", "Capture card", 0), ("/dev/video960", "USB camera", 0), ("/dev/video961", "USB camera", 1)],
            devices.Select(d => (d.Path, d.Name, d.Index)));
        Assert.All(devices, device => Assert.Contains(device.Path, device.Problem));
    }

    [Fact]
    public void WithoutTheKernelsList_ThereIsNone() => Assert.Empty(V4l2Devices.List(_sys.File("absent")));

    public void Dispose() => _sys.Dispose();

    private void Add(string device, string name, string? index)
    {
        var folder = Directory.CreateDirectory(_sys.File(device)).FullName;
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
        if (index is not null) File.WriteAllText(Path.Combine(folder, "index"), index + "\n");
    }
}
