using System.Globalization;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Thermal;

/// <summary>A tree of files as an Orin's kernel shows them.</summary>
internal sealed class FakeSysfs : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _zones = [];

    public FakeSysfs(params string[] zones)
    {
        foreach (var zone in zones.Length > 0 ? zones : ["cpu-thermal", "gpu-thermal", "tj-thermal"])
        {
            _zones.Add(zone);
            Write($"sys/class/thermal/thermal_zone{_zones.Count - 1}/type", zone);
            Heat(zone, 40);
        }
        Write("sys/class/hwmon/hwmon3/name", "ina3221");
        Write("sys/class/hwmon/hwmon3/in1_label", "VDD_IN");
        OverCurrent(false);
        Write("sys/devices/platform/gpu.0/load", "375");
    }

    public string Root => _folder.Path;

    public void Heat(string zone, double celsius) => Write($"{FolderOf(zone)}/temp", (celsius * 1000).ToString("0", CultureInfo.InvariantCulture));

    public void HeatAll(double celsius)
    {
        foreach (var zone in _zones) Heat(zone, celsius);
    }

    /// <summary>As a sensor that is not connected answers.</summary>
    public void Garble(string zone, string text) => Write($"{FolderOf(zone)}/temp", text);

    public void Remove(string zone) => File.Delete(Path.Combine(Root, FolderOf(zone), "temp"));

    public void OverCurrent(bool alarm)
    {
        Write("sys/class/hwmon/hwmon3/curr1_crit_alarm", alarm ? "1" : "0");
        Write("sys/class/hwmon/hwmon3/curr1_max_alarm", "0");
    }

    public void RemovePower() => Directory.Delete(Path.Combine(Root, "sys/class/hwmon"), recursive: true);

    public void Dispose() => _folder.Dispose();

    private string FolderOf(string zone) => $"sys/class/thermal/thermal_zone{_zones.IndexOf(zone)}";

    private void Write(string path, string text)
    {
        path = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }
}
