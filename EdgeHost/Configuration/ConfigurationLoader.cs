namespace SegEdge.EdgeHost.Configuration;

/// <summary>Puts the configuration together: appsettings.json beside the executable, then the file, then SEGEDGE_ variables
/// (SEGEDGE_Camera__Kind), then --set. What comes later wins.</summary>
internal static class ConfigurationLoader
{
    private const string Prefix = "SEGEDGE_";

    // Variables with our prefix that are no settings: folders that tools and tests look in.
    private static readonly string[] Reserved = ["SHARED", "HOME"];

    /// <summary>Reads all sources. Keys that cannot be used are named and left out, so that what remains can still be checked.</summary>
    public static LoadedConfiguration Load(string? file, IReadOnlyList<string> settings)
    {
        var problems = new List<string>();
        var builder = new ConfigurationBuilder();
        AddFile(builder, Path.Combine(AppContext.BaseDirectory, "appsettings.json"), problems);
        var defaults = builder.Sources.Count;
        if (file is not null) AddFile(builder, Path.GetFullPath(file), problems);
        builder.AddInMemoryCollection(Variables());
        // The last of equal keys, as everywhere.
        builder.AddInMemoryCollection(settings.Select(s => Split(s, problems)).OfType<KeyValuePair<string, string?>>()
            .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(same => same.Last()));
        problems.AddRange(CameraCheck.FindBoth(Given(builder.Sources.Skip(defaults))));
        var configuration = builder.Build();
        var bad = ConfigurationCheck.Find(configuration);
        problems.AddRange(bad.Select(p => p.ToString()));
        var usable = new ConfigurationBuilder().AddInMemoryCollection(configuration.AsEnumerable().Where(e => !bad.Any(p => Covers(p.Key, e.Key)))).Build();
        return new LoadedConfiguration(usable, usable.Get<SegEdgeOptions>() ?? new SegEdgeOptions(), problems);
    }

    private static IConfigurationRoot Given(IEnumerable<IConfigurationSource> sources)
    {
        var given = new ConfigurationBuilder();
        foreach (var source in sources) given.Add(source);
        return given.Build();
    }

    private static bool Covers(string bad, string key) =>
        key.Equals(bad, StringComparison.OrdinalIgnoreCase) || key.StartsWith(bad + ":", StringComparison.OrdinalIgnoreCase);

    private static void AddFile(ConfigurationBuilder builder, string path, List<string> problems)
    {
        if (!File.Exists(path))
        {
            problems.Add($"{path}: no such configuration file. 'segedge check-config --print-defaults' prints one to start from.");
            return;
        }
        try
        {
            var one = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
            builder.AddConfiguration(one);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: is no readable JSON: {(e.InnerException ?? e).Message} Correct it there.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Variables() =>
        from name in Environment.GetEnvironmentVariables().Keys.Cast<string>()
        where name.StartsWith(Prefix, StringComparison.Ordinal) && !Reserved.Contains(name[Prefix.Length..])
        select KeyValuePair.Create(name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), Environment.GetEnvironmentVariable(name));

    private static KeyValuePair<string, string?>? Split(string setting, List<string> problems)
    {
        var at = setting.IndexOf('=', StringComparison.Ordinal);
        if (at > 0) return KeyValuePair.Create(setting[..at].Replace("__", ":", StringComparison.Ordinal), (string?)setting[(at + 1)..]);
        problems.Add($"--set {setting}: expected KEY=VALUE, e.g. --set Camera:Seed=7.");
        return null;
    }
}
