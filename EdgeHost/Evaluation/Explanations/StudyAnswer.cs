namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A map and what it took.</summary>
/// <param name="Cells">Null where there is none.</param>
internal sealed record StudyAnswer(float[]? Cells, int Passes, TimeSpan Took)
{
    public static readonly StudyAnswer Absent = new(null, 0, TimeSpan.Zero);
}
