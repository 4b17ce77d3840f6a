namespace SegEdge.EdgeHost.Cli;

/// <summary>What is wrong with a simulated fleet, as typed: <c>mud=CAMERA</c>, <c>context=MODELVERSION</c>.</summary>
internal sealed record FleetPlants(string? MudCamera, string? ContextVersion)
{
    /// <exception cref="UsageException">Another word, or one of them twice.</exception>
    public static FleetPlants Parse(IEnumerable<string> texts)
    {
        var plants = new FleetPlants(null, null);
        foreach (var text in texts)
            plants = text.Split('=', 2) switch
            {
                ["mud", { Length: > 0 } camera] when plants.MudCamera is null => plants with { MudCamera = camera },
                ["context", { Length: > 0 } version] when plants.ContextVersion is null => plants with { ContextVersion = version },
                _ => throw new UsageException($"--plant {text}: expected mud=SITE/DEVICE/CAMERA or context=MODELVERSION, each once."),
            };
        return plants;
    }
}
