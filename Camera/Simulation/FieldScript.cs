namespace SegEdge.Camera.Simulation;

/// <summary>What happens when. The same for every seed, so that a demonstration flags in a known order.</summary>
public sealed class FieldScript
{
    private readonly Incident[] _incidents;
    private readonly long _period;

    /// <param name="incidents">One round.</param>
    /// <param name="periodFrames">The round repeats after so many frames, with other people and other splashes; 0 = once only.</param>
    public FieldScript(IEnumerable<Incident> incidents, long periodFrames = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(periodFrames);
        _incidents = [.. incidents];
        _period = periodFrames;
        foreach (var incident in _incidents)
        {
            if (incident.FirstFrame < 0 || incident.LastFrame < incident.FirstFrame)
                throw new ArgumentException($"{incident} does not run forward from frame 0 or later.", nameof(incidents));
            if (periodFrames > 0 && incident.LastFrame >= periodFrames)
                throw new ArgumentException($"{incident} ends after the round of {periodFrames} frames.", nameof(incidents));
        }
    }

    /// <summary>Twenty seconds at 30 fps, then again: every kind once, the first four within the first 300 frames.</summary>
    public static FieldScript Default { get; } = new(
    [
        new Incident(IncidentKind.WeedPatch, 45, 110),
        new Incident(IncidentKind.PersonCrossing, 120, 200),
        new Incident(IncidentKind.LowSun, 212, 258),
        new Incident(IncidentKind.MudOnLens, 268, 335),
        new Incident(IncidentKind.AnimalCrossing, 360, 415),
        new Incident(IncidentKind.Hose, 440, 490),
    ], periodFrames: 600);

    /// <summary>Plain driving.</summary>
    public static FieldScript None { get; } = new([]);

    /// <summary>The incidents of the first round, in the order they were given.</summary>
    public IReadOnlyList<Incident> Incidents => _incidents;

    /// <summary>True if one of this kind holds at this frame; the first one if several do.</summary>
    public bool TryFind(IncidentKind kind, long frame, out Incident found) => TryFind(kind, frame, frame, 0, out found);

    /// <summary>The <paramref name="index"/>-th incident of this kind that touches this range of frames.</summary>
    internal bool TryFind(IncidentKind kind, long fromFrame, long toFrame, int index, out Incident found)
    {
        var (firstRound, lastRound) = _period == 0 ? (0, 0) : (Math.Max(0, fromFrame) / _period, Math.Max(0, toFrame) / _period);
        for (var round = firstRound; round <= lastRound; round++)
            foreach (var incident in _incidents)
            {
                if (incident.Kind != kind) continue;
                found = InRound(incident, round);
                if (found.LastFrame >= fromFrame && found.FirstFrame <= toFrame && index-- == 0) return true;
            }
        found = default;
        return false;
    }

    /// <summary>A later round shifts its incidents a little, but never past their neighbours' frames: they only get shorter.</summary>
    private Incident InRound(Incident incident, long round)
    {
        if (round == 0) return incident;
        var dice = Dice.For(round, incident.FirstFrame, (long)incident.Kind);
        var cut = (incident.LastFrame - incident.FirstFrame) / 5;
        return incident with
        {
            FirstFrame = incident.FirstFrame + round * _period + (long)(cut * dice.Next()),
            LastFrame = incident.LastFrame + round * _period - (long)(cut * dice.Next()),
            Variation = incident.Variation + (int)(round % int.MaxValue),
        };
    }
}
