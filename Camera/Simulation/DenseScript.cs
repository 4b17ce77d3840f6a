namespace SegEdge.Camera.Simulation;

/// <summary>Incidents far more often than a field has them: a model meets, and is measured on, each class often enough that way.</summary>
public static class DenseScript
{
    // Frames apart: far enough for other plants, clouds and poses in every picture.
    private const int Spacing = 97;

    /// <summary>The frame number of a seed's i-th picture.</summary>
    public static long FrameOf(long seed, int picture) => (picture * Spacing) + 40 + (seed * 31 % 37);

    /// <summary>Every picture lies somewhere within incidents of its own.</summary>
    public static FieldScript For(long seed, int pictures)
    {
        var random = new Random((int)(seed % int.MaxValue)); // seeded: the algorithm for a given seed is fixed by .NET
        var incidents = new List<Incident>();
        for (var i = 0; i < pictures; i++)
        {
            var frame = FrameOf(seed, i);
            void Add(IncidentKind kind, double chance, int halfLength)
            {
                if (random.NextDouble() >= chance) return;
                var shift = (int)((random.NextDouble() - 0.5) * 1.7 * halfLength);
                var first = Math.Max(0, frame - halfLength + shift);
                incidents.Add(new Incident(kind, first, frame + halfLength + shift, random.Next(1_000_000)));
            }

            Add(IncidentKind.PersonCrossing, 0.45, 40);
            Add(IncidentKind.PersonCrossing, 0.15, 40);
            Add(IncidentKind.AnimalCrossing, 0.22, 30);
            Add(IncidentKind.WeedPatch, 0.35, 25);
            Add(IncidentKind.Hose, 0.18, 30);
            Add(IncidentKind.LowSun, 0.15, 25);
            Add(IncidentKind.MudOnLens, 0.13, 25);
        }
        return new FieldScript(incidents);
    }
}
