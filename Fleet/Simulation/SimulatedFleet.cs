namespace SegEdge.Fleet.Simulation;

/// <summary>Devices, cameras and what they flag, the same for the same options.</summary>
public sealed class SimulatedFleet
{
    private const int DevicesPerSite = 10;

    private static readonly string[] CameraNames = ["front", "rear", "left", "right"];
    private static readonly double[] ClassShares = [.. SimulatedNature.Classes.Select(c => c.Share)];
    private static readonly double[] RuleShares = [.. SimulatedNature.Rules.Select(r => r.Share)];

    private readonly SimulatedFleetOptions _options;

    /// <exception cref="ArgumentException">What is planted is not part of the fleet.</exception>
    public SimulatedFleet(SimulatedFleetOptions options)
    {
        _options = options;
        Devices = [.. Enumerable.Range(0, options.Devices).Select(NewDevice)];
        var cameras = Devices.SelectMany(device => device.Cameras).ToArray();
        if (options.MudCamera is { } mud && !cameras.Any(camera => camera.HasMud))
            throw new ArgumentException($"Camera '{mud}' is not part of the fleet; expected site/device/camera from '{cameras[0].Id}' to '{cameras[^1].Id}'.");
        if (options.ContextVersion is { } version && !options.Versions.Contains(version))
            throw new ArgumentException($"Model version '{version}' is not part of the fleet; expected one of {string.Join(", ", options.Versions)}.");
    }

    public IReadOnlyList<SimulatedDevice> Devices { get; }

    /// <summary>What a device flags from <paramref name="start"/> for some hours, hour by hour, in order of time within each.</summary>
    public IEnumerable<SimulatedFlag> FlagsOf(SimulatedDevice device, DateTimeOffset start, int hours)
    {
        var random = new Random(HashOf(device.Name, _options.Seed));
        for (var hour = 0; hour < hours; hour++)
        {
            var from = start.AddHours(hour);
            var version = VersionOf(device, (double)hour / hours);
            var flags = device.Cameras.SelectMany(camera => HourOf(camera, version, from, random)).ToList();
            flags.Sort((a, b) => a.Utc.CompareTo(b.Utc));
            foreach (var flag in flags) yield return flag;
        }
    }

    /// <summary>One flag of a device that happens now.</summary>
    public SimulatedFlag FlagNow(SimulatedDevice device, DateTimeOffset now, double progress, Random random)
    {
        var camera = device.Cameras[SimulatedNature.Pick(random, [.. Shares(device)])];
        return Draw(camera, VersionOf(device, progress), Pick(random), now, random);
    }

    /// <summary>Flags a second of one device.</summary>
    public double RateOf(SimulatedDevice device) => device.Cameras.Sum(SimulatedNature.RateOf) * _options.Rate / (_options.Devices * _options.CamerasPerDevice);

    /// <summary>Flags a second of all of them, natural differences and mud included.</summary>
    public double Rate => Devices.Sum(RateOf);

    public string VersionOf(SimulatedDevice device, double progress) => _options.Versions[progress < device.ChangesAt ? 0 : ^1];

    private static IEnumerable<double> Shares(SimulatedDevice device)
    {
        var all = device.Cameras.Sum(SimulatedNature.RateOf);
        return device.Cameras.Select(camera => SimulatedNature.RateOf(camera) / all);
    }

    private List<SimulatedFlag> HourOf(SimulatedCamera camera, string version, DateTimeOffset from, Random random)
    {
        var mean = _options.Rate * 3600 / (_options.Devices * _options.CamerasPerDevice) * SimulatedNature.RateOf(camera) * SimulatedNature.OfHour(from.Hour);
        var bursts = SimulatedNature.Poisson(random, mean / SimulatedNature.MeanBurst);
        List<SimulatedFlag> flags = [];
        for (var burst = 0; burst < bursts; burst++)
        {
            var (about, utc) = (Pick(random), from.AddSeconds(3600 * random.NextDouble()));
            do
            {
                flags.Add(Draw(camera, version, about, utc, random));
                utc = utc.AddMilliseconds(200 + 2000 * random.NextDouble());
            }
            while (random.NextDouble() > 1 / SimulatedNature.MeanBurst);
        }

        return flags;
    }

    private SimulatedFlag Draw(SimulatedCamera camera, string version, (string Class, int Rule) about, DateTimeOffset utc, Random random) =>
        SimulatedNature.Draw(camera, version, version == _options.ContextVersion, about.Class, about.Rule, utc, _options.Reviewed, random);

    private static (string Class, int Rule) Pick(Random random) =>
        (SimulatedNature.Classes[SimulatedNature.Pick(random, ClassShares)].Name, SimulatedNature.Pick(random, RuleShares));

    private SimulatedDevice NewDevice(int index)
    {
        var (site, name) = ($"site-{index / DevicesPerSite + 1}", $"rover-{index + 1:000}");
        var random = new Random(HashOf(name + "/nature", _options.Seed));
        // Devices get the new model one after the other, in the middle of the time.
        var changes = 0.3 + 0.4 * random.NextDouble();
        return new(site, name, changes, [.. CameraNames.Take(_options.CamerasPerDevice).Select(camera => NewCamera(site, name, camera, random))]);
    }

    private SimulatedCamera NewCamera(string site, string device, string name, Random random) =>
        new(site, device, name, Math.Exp(0.2 * SimulatedNature.Normal(random)), Math.Exp(0.08 * SimulatedNature.Normal(random)), $"{site}/{device}/{name}" == _options.MudCamera);

    // The framework's own hash of a text differs from process to process.
    internal static int HashOf(string text, int seed) => text.Aggregate(seed, (hash, letter) => unchecked(hash * 31 + letter));
}
