using SegEdge.Explain;
using static System.FormattableString;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Maps made wrong on purpose of the standard method's: what a certificate must not let pass.</summary>
internal static class WrongMaps
{
    public const string OtherFrame = "other-frame";

    /// <summary><c>shuffled</c>: the question's own map, its cells permuted at random. <c>other-frame</c>: the same question's map of the study's picture
    /// before. <c>other-class</c>: the map of the next question about the same picture that asks about another class.</summary>
    public static IReadOnlyList<string> Names { get; } = ["shuffled", OtherFrame, "other-class"];

    /// <summary>Takes no pass of its own.</summary>
    /// <param name="method">One of <see cref="Names"/>; its explainer makes the map that is then put to the wrong question.</param>
    /// <param name="before">Null for the first picture.</param>
    /// <returns>No cells where there is nothing to take: no picture before, or the question cannot be asked of it, or its cells are others; no question
    /// about another class.</returns>
    public static StudyAnswer Make(StudyMethod method, StudyPicture picture, StudyPicture? before, int target)
    {
        var cells = method.Name switch
        {
            "shuffled" => Shuffled(picture.Answer(target, method).Cells, Invariant($"{picture.Seed}|{picture.Asked(target)}")),
            OtherFrame => before?.Question(target)?.Grid.Cells == picture.Question(target)!.Grid.Cells ? before.Answer(target, method).Cells : null,
            "other-class" => picture.OfAnotherClassThan(target).Take(1).Select(other => picture.Answer(other, method).Cells).FirstOrDefault(),
            _ => throw new ArgumentException($"'{method.Name}' is no wrong map; expected one of {string.Join(", ", Names)}.", nameof(method)),
        };
        return StudyAnswer.Absent with { Cells = cells };
    }

    /// <summary>Fisher and Yates's shuffle.</summary>
    /// <param name="draw">Names the permutation: every question has one of its own.</param>
    public static float[]? Shuffled(float[]? cells, string draw)
    {
        if (cells is null) return null;
        var random = new SeededRandom(StudyPicture.SeedOf(draw));
        float[] shuffled = [.. cells];
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var other = (int)(random.NextUnit() * (i + 1));
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }
        return shuffled;
    }
}
