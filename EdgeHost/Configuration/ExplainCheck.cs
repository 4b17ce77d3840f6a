namespace SegEdge.EdgeHost.Configuration;

/// <summary>What can be wrong with the lane of explanations before it is opened.</summary>
internal static class ExplainCheck
{
    /// <summary>An explanation that takes its time must not look like a hang of this process.</summary>
    public static IEnumerable<string> FindImpatient(SegEdgeOptions options)
    {
        if (!options.Watchdog.Enabled || !options.Explain.Enabled) yield break;
        if (TimeSpan.FromMilliseconds(options.Explain.Milliseconds) is var longest && longest >= options.Watchdog.Explain)
            yield return $"Watchdog:Explain: is {options.Watchdog.Explain:c}, expected more than Explain:Milliseconds, {longest:c}: "
                + "an explanation may take that long, and would be taken for a hang. Raise the one, or lower the other.";
    }
}
