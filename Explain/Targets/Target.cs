namespace SegEdge.Explain;

/// <summary>The question: why class c and not the foil, in this region of this head. Fixed before the first perturbed pass.</summary>
public sealed record Target
{
    /// <param name="outputIndex">Index into <see cref="IGraphRunner.Outputs"/>.</param>
    /// <param name="classes">The head's class names; 2 for a binary head (class 0 first).</param>
    /// <param name="foilIndex">The class asked against; null for all others.</param>
    /// <param name="region">At the output's resolution.</param>
    /// <exception cref="ExplainException">A class outside the head, a class against itself, or a region of another size.</exception>
    public Target(int outputIndex, ScoreTensor output, IReadOnlyList<string> classes, int classIndex, int? foilIndex, RegionMask region)
    {
        var asked = output.Kind == ScoreKind.ClassIndex ? classes.Count : ClassCount(output);
        Require(classIndex, asked, output.Head);
        if (foilIndex is { } foil) Require(foil, asked, output.Head);
        if (foilIndex == classIndex)
            throw new ExplainException($"Target: class and foil are both '{ClassNames.Of(classes, classIndex)}'; a foil is another class. "
                + "Leave it out to ask against all others.");
        if (region.Width != output.Width || region.Height != output.Height)
            throw new ExplainException($"Target: the region is {region.Width}x{region.Height}, head '{output.Head}' has "
                + $"{output.Width}x{output.Height}; the region is given in pixels of that head.");
        (OutputIndex, Output, ClassIndex, FoilIndex, Region) = (outputIndex, output, classIndex, foilIndex, region);
        ClassName = ClassNames.Of(classes, classIndex);
        FoilName = foilIndex is { } index ? ClassNames.Of(classes, index) : null;
    }

    public int OutputIndex { get; }

    public ScoreTensor Output { get; }

    public int ClassIndex { get; }

    /// <summary>Null: all other classes.</summary>
    public int? FoilIndex { get; }

    public string ClassName { get; }

    public string? FoilName { get; }

    public RegionMask Region { get; }

    /// <summary>For people: <c>why 'weed' and not 'crop' in 312 px (20x30 at (4,8)) of head 'field'</c>.</summary>
    public override string ToString() =>
        $"why '{ClassName}' and not {(FoilName is null ? "another class" : $"'{FoilName}'")} "
        + $"in {Region.Area} px ({Region.Bounds}) of head '{Output.Head}'";

    /// <summary>Classes one can ask about: a one-channel score distinguishes two.</summary>
    internal static int ClassCount(ScoreTensor output) =>
        output.Kind is ScoreKind.BinaryLogit or ScoreKind.BinaryProbability ? 2 : output.Channels;

    private static void Require(int classIndex, int count, string head)
    {
        if (classIndex < 0 || classIndex >= count)
            throw new ExplainException($"Target: class {classIndex} is not in head '{head}'; expected 0..{count - 1}.");
    }
}
