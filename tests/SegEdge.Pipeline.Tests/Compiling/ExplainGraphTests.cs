using SegEdge.Explain;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Compiling;

public sealed class ExplainGraphTests : IDisposable
{
    private const int Width = TinyKinds.Width, Height = TinyKinds.Height;

    private readonly TemporaryFolder _folder = new();

    // Every answer is held against the other way to it: the mixture made here, the model file as it is, and RegionScore.
    [Theory, MemberData(nameof(TinyKinds.Names), MemberType = typeof(TinyKinds))]
    public void Scores_AreThoseOfTheModelOnTheMixture(string kind)
    {
        using var rig = new Rig(TinyKinds.Of(kind).SaveTo(_folder), _folder);
        var call = rig.Call(count: 5, questions: 2, references: 2);
        for (var k = 0; k < 5; k++) Assert.Equal(rig.ScoreOf(call, k), call.Scores[k], 2e-4);
    }

    [Theory, MemberData(nameof(TinyKinds.Names), MemberType = typeof(TinyKinds))]
    public void Slopes_AreThoseOfTheScore(string kind)
    {
        using var rig = new Rig(TinyKinds.Of(kind).SaveTo(_folder), _folder);
        var call = rig.Call(count: 1, questions: 1, references: 1);
        var random = new Random(3);
        var direction = call.Coalitions.Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        const float Step = 1e-2f;
        double Along(float step)
        {
            var moved = call.Coalitions.Zip(direction, (s, d) => s + (step * d)).ToArray();
            return rig.Run(call with { Coalitions = moved, Scores = new float[1], Slopes = new float[moved.Length] }).Scores[0];
        }

        var difference = (Along(Step) - Along(-Step)) / (2 * Step);
        var slope = call.Slopes.Zip(direction, (g, d) => (double)g * d).Sum();
        Assert.Equal(difference, slope, Math.Max(2e-3, 0.01 * Math.Abs(difference)));
        Assert.Contains(call.Slopes, s => Math.Abs(s) > 1e-3);
    }

    [Fact]
    public void ManyInOneCall_AreEachAsIfAlone()
    {
        using var rig = new Rig(TinyKinds.Of("logits").SaveTo(_folder), _folder);
        var cells = rig.Graph.Cells.Rows * rig.Graph.Cells.Columns;
        var all = rig.Call(count: 8, questions: 3, references: 2);
        for (var k = 0; k < 8; k++)
        {
            var alone = rig.Run(all with
            {
                Coalitions = all.Coalitions[(k * cells)..((k + 1) * cells)],
                Asks = [all.Asks[k]],
                Scores = new float[1],
                Slopes = new float[cells],
            });
            Assert.Equal(all.Scores[k], alone.Scores[0], 1e-5);
            for (var c = 0; c < cells; c++) Assert.Equal(all.Slopes[(k * cells) + c], alone.Slopes[c], 1e-5);
        }
    }

    [Fact]
    public void ClassIndices_HaveNoGradient_AndTheReasonSaysWhatServes()
    {
        var package = TinyOnnx.Argmax(Width, Height, keepAxis: true).SaveTo(_folder);
        var e = Assert.Throws<ModelException>(() => new ExplainGraph(package, 0, new CellCount(5, 3), Options(_folder)));
        Assert.Contains("occlusion and rise", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AQuantisedModel_IsRefusedByTheNameOfItsNode()
    {
        var package = TinyOnnx.Quantised(Width, Height).SaveTo(_folder);
        var e = Assert.Throws<ModelException>(() => new ExplainGraph(package, 0, new CellCount(5, 3), Options(_folder)));
        TestContext.Current.TestOutputHelper?.WriteLine(e.Message);
        Assert.Contains("QuantizeLinear 'QuantizeLinear/", e.Message, StringComparison.Ordinal);
        Assert.Contains("occlusion", e.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(RealModels.All), MemberType = typeof(RealModels))]
    public void RealModels_Answer(string name)
    {
        using var rig = new Rig(RealModels.Open(name, _folder), _folder, new CellCount(20, 12));
        var call = rig.Call(count: 2, questions: 1, references: 1);
        for (var k = 0; k < 2; k++) Assert.Equal(rig.ScoreOf(call, k), call.Scores[k], 2e-3 * Math.Max(1, Math.Abs(call.Scores[k])));
        Assert.All(call.Slopes, s => Assert.True(float.IsFinite(s)));
        Assert.Contains(call.Slopes, s => s != 0);
    }

    public void Dispose() => _folder.Dispose();

    private static RuntimeOptions Options(TemporaryFolder folder) => new() { Threads = 1, CompiledFolder = folder.File("compiled") };

    private sealed record Asked(
        float[] Picture, float[] References, ExplainQuestion[] Questions, float[] Coalitions, CoalitionAsk[] Asks, float[] Scores, float[] Slopes);

    private sealed class Rig : IDisposable
    {
        private readonly OrtGraphRunner _plain;
        private readonly float[] _picture;
        private readonly Frame _frame;
        private readonly Enlargement _soft;

        public Rig(ModelPackage package, TemporaryFolder folder, CellCount? cells = null)
        {
            Graph = new ExplainGraph(package, 0, cells ?? new CellCount(5, 3), Options(folder));
            _plain = new OrtGraphRunner(package, Options(folder));
            _frame = TestFrame.Noise(Graph.Input.Width, Graph.Input.Height, 11);
            _picture = new float[_plain.Input.Length];
            using var preparation = new PicturePreparation(Graph.Input);
            preparation.Prepare(_frame, _picture);
            _soft = Enlargement.Soft(new CellGrid(new PixelRect(0, 0, Graph.Input.Width, Graph.Input.Height), Graph.Cells), _plain.Input);
        }

        public ExplainGraph Graph { get; }

        public Asked Call(int count, int questions, int references)
        {
            var random = new Random(5);
            var coalitions = Floats(count * Graph.Cells.Rows * Graph.Cells.Columns, () => random.NextSingle());
            var behind = Floats(references * _picture.Length, () => _picture[random.Next(_picture.Length)] * 0.5f);
            var asked = new ExplainQuestion[questions];
            for (var q = 0; q < questions; q++)
            {
                var region = Floats(Graph.Height * Graph.Width, () => random.Next(4) == 0 ? 1f : 0f);
                var sum = region.Sum();
                float[] target = new float[Graph.Classes], foil = new float[Graph.Classes];
                Array.Fill(foil, 1);
                (target[q % Graph.Classes], foil[q % Graph.Classes]) = (1, 0);
                asked[q] = new ExplainQuestion([.. region.Select(w => w / sum)], target, foil);
            }
            var asks = Enumerable.Range(0, count).Select(k => new CoalitionAsk(k % references, k % questions)).ToArray();
            return Run(new Asked(_picture, behind, asked, coalitions, asks, new float[count], new float[coalitions.Length]));
        }

        public Asked Run(Asked call)
        {
            Graph.Run(call.Picture, call.References, _soft, call.Questions, call.Coalitions, call.Asks, call.Scores, call.Slopes);
            return call;
        }

        /// <summary>v of one coalition, the slow way.</summary>
        public double ScoreOf(Asked call, int k)
        {
            var mixture = new float[_picture.Length];
            var channelsLast = Graph.Input.Layout == TensorLayout.Nhwc;
            var (height, width) = (Graph.Input.Height, Graph.Input.Width);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var shown = Shown(call, k, y, x);
                    for (var c = 0; c < 3; c++)
                    {
                        var at = channelsLast ? (((y * width) + x) * 3) + c : (((c * height) + y) * width) + x;
                        var behind = call.References[(call.Asks[k].Reference * _picture.Length) + at];
                        mixture[at] = behind + (shown * (_picture[at] - behind));
                    }
                }
            var (output, question) = (_plain.Outputs[0], call.Questions[call.Asks[k].Question]);
            var scores = new float[output.Length];
            _plain.Run(mixture, 0, scores);
            return Score(output, scores, question);
        }

        public void Dispose()
        {
            Graph.Dispose();
            _plain.Dispose();
            _frame.Dispose();
        }

        // The definition of design, pixel by pixel, in double precision.
        private static double Score(ScoreTensor output, float[] scores, ExplainQuestion question)
        {
            double sum = 0;
            var plane = output.Height * output.Width;
            for (var p = 0; p < plane; p++)
            {
                double At(int c) => scores[output.ChannelsLast ? (p * output.Channels) + c : (c * plane) + p];
                double Clamped(double q) => Math.Clamp(q, 1e-7, 1 - 1e-7);
                var odds = output.Kind switch
                {
                    ScoreKind.BinaryLogit => At(0) * (question.Class[1] - question.Class[0]),
                    ScoreKind.BinaryProbability => (Math.Log(Clamped(At(0))) - Math.Log(1 - Clamped(At(0)))) * (question.Class[1] - question.Class[0]),
                    _ => At(Array.IndexOf(question.Class, 1)) - Math.Log(Enumerable.Range(0, output.Channels).Where(c => question.Foil[c] == 1).Sum(c => Math.Exp(At(c)))),
                };
                sum += question.Region[p] * odds;
            }
            return sum;
        }

        // Bilinear enlargement of the coalition's cells at one pixel.
        private float Shown(Asked call, int k, int y, int x)
        {
            var (rows, columns) = (Graph.Cells.Rows, Graph.Cells.Columns);
            double row = Math.Clamp(((y + 0.5) * rows / Graph.Input.Height) - 0.5, 0, rows - 1), column = Math.Clamp(((x + 0.5) * columns / Graph.Input.Width) - 0.5, 0, columns - 1);
            int top = (int)row, left = (int)column, bottom = Math.Min(top + 1, rows - 1), right = Math.Min(left + 1, columns - 1);
            double At(int r, int c) => call.Coalitions[(((k * rows) + r) * columns) + c];
            double u = row - top, v = column - left;
            return (float)(((1 - u) * (((1 - v) * At(top, left)) + (v * At(top, right)))) + (u * (((1 - v) * At(bottom, left)) + (v * At(bottom, right)))));
        }

        private static float[] Floats(int count, Func<float> next)
        {
            var values = new float[count];
            for (var i = 0; i < count; i++) values[i] = next();
            return values;
        }
    }
}
