namespace SegEdge.EdgeHost.Thermal;

/// <summary>What is given up; each includes those before it.</summary>
internal enum GovernorStep
{
    Full,
    Explanations,
    HalfRate,
    QuarterRate,
}
