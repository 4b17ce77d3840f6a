namespace SegEdge.Explain;

/// <summary>What one head says about the unperturbed picture: where a request finds its class and its region.</summary>
/// <param name="OutputIndex">Index into <see cref="IGraphRunner.Outputs"/>.</param>
/// <param name="Classes">Class names in the order of the channels; two for a binary head, class 0 first.</param>
/// <param name="ClassMap">[Height, Width] of <paramref name="Output"/>: the winning class.</param>
public sealed record HeadReading(int OutputIndex, ScoreTensor Output, IReadOnlyList<string> Classes, ReadOnlyMemory<byte> ClassMap)
{
    /// <summary>Makes the class map with one forward pass.</summary>
    /// <param name="picture">Normalised, as for <see cref="IGraphRunner.Run"/>.</param>
    public static HeadReading Take(IGraphRunner runner, ReadOnlySpan<float> picture, int outputIndex, IReadOnlyList<string> classes)
    {
        var output = runner.Outputs[outputIndex];
        var scores = new float[output.Length];
        runner.Run(picture, outputIndex, scores);
        var classMap = new byte[output.Height * output.Width];
        WinningClass.Fill(scores, output, classMap);
        return new HeadReading(outputIndex, output, classes, classMap);
    }
}
