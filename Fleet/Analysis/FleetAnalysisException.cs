namespace SegEdge.Fleet.Analysis;

/// <summary>What is in the folder cannot be analysed. The message says what, where, found, expected and what to do.</summary>
public sealed class FleetAnalysisException : Exception
{
    public FleetAnalysisException(string message) : base(message) { }

    public FleetAnalysisException(string message, Exception inner) : base(message, inner) { }
}
