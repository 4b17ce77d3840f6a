namespace SegEdge.Explain;

/// <summary>What one forward pass says about a region.</summary>
/// <param name="LogOdds">Mean log-odds over the region, in nats; -1..1 for a class map (see <see cref="RegionScore"/>).</param>
/// <param name="Probability">Mean of sigmoid(log-odds) over the region, 0..1; for a class map the share of the class.</param>
public readonly record struct RegionReading(double LogOdds, double Probability);
