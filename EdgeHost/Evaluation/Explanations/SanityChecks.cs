using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Whether a map depends on what it must depend on: the model's weights and the class asked about. All are rank correlations of two maps of one
/// method, reference, grid and seed; lower is better, and what a map of edges reads is 1.</summary>
internal static class SanityChecks
{
    /// <summary>Model-parameter randomisation (Adebayo et al., arXiv:1810.03292, who report signed and absolute values).</summary>
    /// <param name="ofRandomised">The same question's map of the network with random weights.</param>
    /// <returns>Nothing where a map is constant: it orders nothing.</returns>
    public static IEnumerable<(string Metric, double Value)> Randomised(float[] cells, float[] ofRandomised)
    {
        if (Spearman.Of(cells, ofRandomised) is { } signed) yield return ("randomised-spearman", signed);
        if (Spearman.Of(Absolute(cells), Absolute(ofRandomised)) is { } absolute) yield return ("randomised-abs-spearman", absolute);
    }

    /// <summary>Mean correlation with the same picture's maps of the questions before this one about other classes: every pair counts once.</summary>
    /// <returns>Null where there is none, or a map is constant.</returns>
    public static double? ClassContrast(StudyPicture picture, int target, StudyMethod method)
    {
        if (picture.Answer(target, method).Cells is not { } cells) return null;
        double[] correlations =
        [
            .. picture.OfAnotherClassThan(target).Where(other => other < target).Select(other => picture.Answer(other, method).Cells)
                .OfType<float[]>().Select(other => Spearman.Of(cells, other)).OfType<double>(),
        ];
        return correlations.Length > 0 ? correlations.Average() : null;
    }

    private static float[] Absolute(float[] cells) => Array.ConvertAll(cells, MathF.Abs);
}
