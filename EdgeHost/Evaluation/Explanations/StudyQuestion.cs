using OpenCvSharp;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A question about a picture once it is asked: everything that its maps have in common.</summary>
/// <param name="Reference">Name of the one taken.</param>
/// <param name="Contrast">v(1) - v(0) with that reference.</param>
/// <param name="Seed">Of every draw that a method makes for it; see <see cref="StudyPicture.Seed"/>.</param>
internal sealed record StudyQuestion(Mat Picture, Target Target, string Reference, CellGrid Grid, double Contrast, long Seed)
{
    /// <summary>Whether the two ask about different classes of the model.</summary>
    public bool IsOfAnotherClassThan(StudyQuestion other) =>
        (Target.OutputIndex, Target.ClassIndex) != (other.Target.OutputIndex, other.Target.ClassIndex);
}
