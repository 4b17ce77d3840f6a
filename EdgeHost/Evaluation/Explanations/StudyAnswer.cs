namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A map and what it took.</summary>
/// <param name="Cells">Null where there is none.</param>
/// <param name="Took">Null where another question about the picture had made some of the passes: that time compares with nothing.</param>
internal sealed record StudyAnswer(float[]? Cells, int Passes, TimeSpan? Took)
{
    public static readonly StudyAnswer Absent = new(null, 0, TimeSpan.Zero);
}
