using SegEdge.Explain;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Compiling;

/// <summary>Cells lie over the picture only; around it is padding that belongs to none.</summary>
public sealed class LetterboxedExplainGraphTests : IDisposable
{
    private static readonly CellCount Cells = new(4, 3);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Networks() => ["logits", "logits, channels last", "segformer"];

    [Theory, MemberData(nameof(Networks))]
    public void TheSlopeOfEveryCell_IsThatOfTheScore(string name)
    {
        using var rig = new Rig(Model(name).SaveTo(_folder), _folder);
        var (_, slopes) = rig.Ask(rig.Picture);
        var largest = slopes.Max(Math.Abs);
        Assert.True(largest > 1e-3);
        // A shorter step drowns in float32's rounding; within this one a network with a rectifier in its head bends a little.
        const double Step = 3e-3;
        var tolerance = (name == "segformer" ? 0.05 : 0.02) * largest;
        for (var cell = 0; cell < slopes.Length; cell++)
        {
            var difference = (rig.ScoreOf(cell, Step) - rig.ScoreOf(cell, -Step)) / (2 * Step);
            TestContext.Current.TestOutputHelper?.WriteLine($"cell {cell}: slope {slopes[cell]:0.00000}, central difference {difference:0.00000}");
            Assert.Equal(difference, slopes[cell], tolerance);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void ThePicturesPadding_DoesNotMatter(string name)
    {
        using var rig = new Rig(Model(name).SaveTo(_folder), _folder);
        var other = Questions.Picture(rig.Input, 99);
        rig.EachPixel((at, inside) => other[at] = inside ? rig.Picture[at] : other[at]);
        Assert.NotEqual(rig.Picture, other);
        var (score, slopes) = rig.Ask(rig.Picture);
        var (otherScore, otherSlopes) = rig.Ask(other);
        Assert.Equal(score, otherScore);
        Assert.Equal(slopes, otherSlopes);
    }

    public void Dispose() => _folder.Dispose();

    private static TinyModel Model(string name) =>
        (name == "segformer" ? TinyKinds.OfArchitecture(name) : TinyKinds.Of(name)).WithInput(i => i with { Resize = ResizeMode.Letterbox });

    private sealed class Rig : IDisposable
    {
        private readonly ModelPackage _package;
        private readonly ExplainGraph _graph;
        private readonly FileRun _plain;
        private readonly CellGrid _grid;
        private readonly float[] _reference;
        private readonly float[] _coalition = [.. Questions.Direction(Cells.Rows * Cells.Columns, 4).Select(v => 0.5f + (0.4f * v))];
        private readonly Target _target;

        public Rig(ModelPackage package, TemporaryFolder folder)
        {
            _package = package;
            using var preparation = new PicturePreparation(Input);
            using var frame = TestFrame.Noise(90, 90, 7); // a square: padding on both sides
            Picture = new float[3 * Input.Width * Input.Height];
            var content = preparation.Prepare(frame, Picture).Content;
            Assert.True(content.X > 0 && content.Width == content.Height && content.Height == Input.Height);
            _grid = new CellGrid(new PixelRect(content.X, content.Y, content.Width, content.Height), Cells);
            _graph = new ExplainGraph(package, 0, Cells, Questions.Options(folder));
            _plain = new FileRun(package);
            // As a lane makes it: padding is what it is in the picture.
            var elsewhere = Questions.Picture(Input, 8);
            _reference = [.. Picture];
            EachPixel((at, inside) => _reference[at] = inside ? 0.5f * elsewhere[at] : _reference[at]);
            using var runner = new OrtGraphRunner(package, Questions.Options(folder));
            _target = Questions.About(package, runner, 0, 2);
        }

        public ModelInput Input => _package.Manifest.Input;

        public float[] Picture { get; }

        public (float Score, float[] Slopes) Ask(float[] picture)
        {
            var (score, slopes) = (new float[1], new float[_coalition.Length]);
            var soft = Enlargement.Soft(_grid, new PictureTensor(3, Input.Height, Input.Width, Last));
            _graph.Run(picture, _reference, soft, [ExplainQuestion.Of(_target)], _coalition, [new CoalitionAsk(0, 0)], score, slopes);
            return (score[0], slopes);
        }

        /// <summary>v with one cell moved, the slow way: the mixture made here, the file as it is, the definition of the score.</summary>
        public double ScoreOf(int cell, double step)
        {
            var moved = _coalition.Select((s, i) => s + (i == cell ? step : 0)).ToArray();
            var mixture = new float[Picture.Length];
            for (var y = 0; y < Input.Height; y++)
                for (var x = 0; x < Input.Width; x++)
                    for (var c = 0; c < 3; c++)
                    {
                        var at = At(c, y, x);
                        mixture[at] = (float)(_reference[at] + (Shown(moved, y, x) * (Picture[at] - _reference[at])));
                    }
            return _plain.Score(_package, _target, (Input.Name, mixture));
        }

        public void EachPixel(Action<int, bool> look)
        {
            for (var y = 0; y < Input.Height; y++)
                for (var x = 0; x < Input.Width; x++)
                    for (var c = 0; c < 3; c++) look(At(c, y, x), IsInside(y, x));
        }

        public void Dispose()
        {
            _graph.Dispose();
            _plain.Dispose();
        }

        private bool Last => Input.Layout == TensorLayout.Nhwc;

        private int At(int c, int y, int x) => Last ? (((y * Input.Width) + x) * 3) + c : (((c * Input.Height) + y) * Input.Width) + x;

        private bool IsInside(int y, int x) => _grid.Content is var content && y >= content.Y && y < content.Bottom && x >= content.X && x < content.Right;

        private double Shown(double[] cells, int y, int x)
        {
            if (!IsInside(y, x)) return 0;
            var content = _grid.Content;
            double row = Math.Clamp(((y - content.Y + 0.5) * Cells.Rows / content.Height) - 0.5, 0, Cells.Rows - 1);
            double column = Math.Clamp(((x - content.X + 0.5) * Cells.Columns / content.Width) - 0.5, 0, Cells.Columns - 1);
            int top = (int)row, left = (int)column, bottom = Math.Min(top + 1, Cells.Rows - 1), right = Math.Min(left + 1, Cells.Columns - 1);
            double At(int r, int c) => cells[(r * Cells.Columns) + c];
            double u = row - top, v = column - left;
            return ((1 - u) * (((1 - v) * At(top, left)) + (v * At(top, right)))) + (u * (((1 - v) * At(bottom, left)) + (v * At(bottom, right))));
        }
    }
}
