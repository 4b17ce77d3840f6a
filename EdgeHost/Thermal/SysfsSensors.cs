using System.Globalization;

namespace SegEdge.EdgeHost.Thermal;

/// <summary>Thermal zones, INA3221 alarms and GPU load as the kernel shows them in files.</summary>
/// <param name="required">Types of zones that must be there; empty: those that could once be read.</param>
internal sealed class SysfsSensors(string root, IReadOnlyList<string> required)
{
    // A sensor that is not connected reads far outside of what a running machine can be.
    private const double LeastC = -40, MostC = 150;

    private const string PowerMonitor = "INA3221";

    private readonly HashSet<string> _seen = new(required, StringComparer.Ordinal);
    private bool _sawPower;

    public ThermalReading Read()
    {
        var zones = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var folder in Folders("sys/class/thermal", "thermal_zone*"))
            if (Text(folder, "type") is { Length: > 0 } type && Number(folder, "temp") / 1000 is { } celsius and >= LeastC and <= MostC)
                zones[type] = Math.Max(celsius, zones.GetValueOrDefault(type, LeastC));
        if (required.Count == 0) _seen.UnionWith(zones.Keys);
        var missing = _seen.Except(zones.Keys).Order(StringComparer.Ordinal).ToList();
        if (_seen.Count == 0) missing.Add("thermal zones");

        var alarms = PowerAlarms();
        if (alarms is null && _sawPower) missing.Add(PowerMonitor);
        _sawPower |= alarms is not null;
        return new ThermalReading(zones, alarms ?? false, missing, GpuLoad());
    }

    /// <summary>How many alarms of power monitors this user can read.</summary>
    public int CountPowerAlarms() => PowerAlarmValues().Count();

    /// <returns>Null: there is no power monitor that can be read.</returns>
    private bool? PowerAlarms()
    {
        bool? alarms = null;
        foreach (var value in PowerAlarmValues()) alarms = (alarms ?? false) | value != 0;
        return alarms;
    }

    private IEnumerable<double> PowerAlarmValues() =>
        from folder in Folders("sys/class/hwmon", "hwmon*")
        from file in Files(folder, "curr*_*_alarm")
        where IsPowerLimit(file)
        let value = Number(folder, Path.GetFileName(file))
        where value is not null
        select value.Value;

    private static bool IsPowerLimit(string file) => file.EndsWith("_crit_alarm", StringComparison.Ordinal) || file.EndsWith("_max_alarm", StringComparison.Ordinal);

    private double? GpuLoad() => (Number(Path.Combine(root, "sys/devices/platform/gpu.0"), "load") ?? Number(Path.Combine(root, "sys/devices/gpu.0"), "load")) / 1000;

    private string[] Folders(string under, string pattern) => Entries(() => Directory.GetDirectories(Path.Combine(root, under), pattern));

    private static string[] Files(string folder, string pattern) => Entries(() => Directory.GetFiles(folder, pattern));

    private static string[] Entries(Func<string[]> list)
    {
        // Sorted: which of two equally hot zones is named must not depend on the file system.
        try { return [.. list().Order(StringComparer.Ordinal)]; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; } // expected: not on this machine
    }

    private static double? Number(string folder, string name) =>
        double.TryParse(Text(folder, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(string folder, string name)
    {
        try { return File.ReadAllText(Path.Combine(folder, name)).Trim(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; } // expected: a zone that is switched off answers EAGAIN
    }
}
