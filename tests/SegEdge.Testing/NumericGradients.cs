using SegEdge.Explain;

namespace SegEdge.Testing;

/// <summary>Gradients of any runner with two logits, by central differences: slow, and independent of every compiled graph.</summary>
public sealed class NumericGradients(IGraphRunner runner) : IGradientGraphs
{
    /// <summary>Coalitions asked about so far.</summary>
    public int Asked { get; private set; }

    public ICoalitionGraph Coalitions(int output, CellCount cells) => new Graph(this, output, cells);

    public ILayerGraph Layer(int output, string? layer) => throw new ExplainException("No layer can be looked at by differences.");

    public IMaskedLayerGraph MaskedLayer(int output, string? layer) => throw new ExplainException("No layer can be hidden from outside.");

    private sealed class Graph(NumericGradients owner, int output, CellCount cells) : ICoalitionGraph
    {
        private const float Step = 1e-2f;

        private readonly IGraphRunner _runner = owner.Runner;

        public CellCount Cells => cells;

        public void Run(
            Memory<float> picture, Memory<float> references, Enlargement enlargement, IReadOnlyList<ExplainQuestion> questions, Memory<float> coalitions,
            ReadOnlySpan<CoalitionAsk> asks, Memory<float> scores, Memory<float> slopes)
        {
            var count = cells.Rows * cells.Columns;
            for (var k = 0; k < asks.Length; k++)
            {
                owner.Asked++;
                var shown = coalitions.Span.Slice(k * count, count).ToArray();
                var (reference, question) = (references.Slice(asks[k].Reference * picture.Length, picture.Length), questions[asks[k].Question]);
                double At() => Score(picture.Span, reference.Span, enlargement, shown, question);
                scores.Span[k] = (float)At();
                for (var i = 0; i < count; i++)
                {
                    var own = shown[i];
                    shown[i] = own + Step;
                    var above = At();
                    shown[i] = own - Step;
                    slopes.Span[(k * count) + i] = (float)((above - At()) / (2 * Step));
                    shown[i] = own;
                }
            }
        }

        private double Score(ReadOnlySpan<float> picture, ReadOnlySpan<float> reference, Enlargement enlargement, float[] shown, ExplainQuestion question)
        {
            var (shape, head) = (_runner.Input, _runner.Outputs[output]);
            var mask = new float[shape.Height * shape.Width];
            for (var y = 0; y < shape.Height; y++)
                for (var x = 0; x < shape.Width; x++)
                    for (var r = 0; r < cells.Rows; r++)
                        for (var c = 0; c < cells.Columns; c++)
                            mask[(y * shape.Width) + x] += enlargement.Down[(y * cells.Rows) + r] * shown[(r * cells.Columns) + c] * enlargement.Across[(c * shape.Width) + x];
            var (mixed, logits) = (new float[shape.Length], new float[head.Length]);
            Perturbation.Mix(picture, reference, mask, shape, mixed);
            _runner.Run(mixed, output, logits);
            double sum = 0;
            var pixels = head.Height * head.Width;
            for (var p = 0; p < pixels; p++)
                for (var k = 0; k < 2; k++) sum += question.Region[p] * (question.Class[k] - question.Foil[k]) * logits[head.ChannelsLast ? (p * 2) + k : (k * pixels) + p];
            return sum;
        }
    }

    private IGraphRunner Runner => runner;
}
