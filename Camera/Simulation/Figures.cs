using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>People, animals and hoses of one frame: built once, then their shadows and themselves are drawn.</summary>
internal sealed class Figures(FieldConditions field, FieldScript script, RobotPath path, double fps)
{
    private readonly MeshRasterizer _rasterizer = new(field.Light);
    private readonly List<Figure> _figures = [];
    private int _count;
    private uint[] _pixels = [];

    /// <summary>Builds whatever the script has at this frame, the farthest first.</summary>
    public void Place(long frame)
    {
        _count = 0;
        for (var i = 0; script.TryFind(IncidentKind.PersonCrossing, frame, frame, i, out var incident); i++)
        {
            var crossing = Crossing.At(incident, frame, path, field.Seed, 0.45f);
            var person = new Person(crossing.Dice);
            var phase = crossing.Walked / person.Stride * MathF.Tau;
            person.Build(Next(FieldClasses.Person, crossing.Foot.Y), crossing.Foot, crossing.Ahead, phase);
        }
        for (var i = 0; script.TryFind(IncidentKind.AnimalCrossing, frame, frame, i, out var incident); i++)
        {
            var crossing = Crossing.At(incident, frame, path, field.Seed, 0.9f);
            var animal = new Animal(crossing.Dice);
            var phase = crossing.Walked / animal.Stride * MathF.Tau;
            animal.Build(Next(FieldClasses.Obstacle, crossing.Foot.Y), crossing.Foot, crossing.Ahead, phase);
        }
        PlaceHoses(frame);
        _figures.Sort(0, _count, Comparer<Figure>.Create((a, b) => b.Forward.CompareTo(a.Forward)));
    }

    private void PlaceHoses(long frame)
    {
        path.Mean.TryGround(path.Mean.HeightPx, out var nearest, out _);
        var window = (long)(Planting.Reach / field.Speed * fps) + 1;
        for (var i = 0; script.TryFind(IncidentKind.Hose, frame - window, frame + window, i, out var incident); i++)
        {
            // It passes under the robot at the incident's last frame.
            var forward = (float)(path.DrivenAt(incident.LastFrame) - path.DrivenAt(frame)) + nearest;
            if (forward < 0.2f || forward > 9) continue;
            var dice = Dice.For(field.Seed, incident.FirstFrame, 22, incident.Variation);
            var half = Math.Min(8, path.Mean.DepthOfGround(forward + 2.5f) * path.Mean.CentreX / path.Mean.FocalPx + 0.5f);
            Hose.Build(Next(FieldClasses.Obstacle, forward, onGround: true), dice, forward, half);
        }
    }

    private Mesh Next(byte label, float forward, bool onGround = false)
    {
        if (_count == _figures.Count) _figures.Add(new Figure());
        var figure = _figures[_count++];
        (figure.Label, figure.Forward, figure.OnGround, figure.Drawn) = (label, forward, onGround, false);
        return figure.Mesh;
    }

    public void CastShadows(Shadows shadows, in PinholeCamera camera)
    {
        for (var i = 0; i < _count; i++) shadows.Add(_figures[i].Mesh, camera, field.Light);
    }

    /// <summary>Draws those that stand farther away than this and are not drawn yet; hoses lie under all plants and come first.</summary>
    public void DrawBeyond(float forward, Canvas canvas, in PinholeCamera camera, float shade)
    {
        for (var i = 0; i < _count; i++)
        {
            var figure = _figures[i];
            if (figure.Drawn || (figure.Forward < forward && !figure.OnGround)) continue;
            figure.Drawn = true;
            Draw(figure, canvas, camera, shade);
        }
    }

    private void Draw(Figure figure, Canvas canvas, in PinholeCamera camera, float shade)
    {
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (ref readonly var vertex in figure.Mesh.Vertices)
        {
            var at = camera.Project(vertex.Position);
            if (at.Z < 0.05f) continue;
            low = Vector2.Min(low, new Vector2(at.X, at.Y));
            high = Vector2.Max(high, new Vector2(at.X, at.Y));
        }
        var (left, top) = ((int)Math.Clamp(low.X - 1, 0, canvas.Width), (int)Math.Clamp(low.Y - 1, 0, canvas.Height));
        var width = (int)Math.Clamp(high.X + 2, 0, canvas.Width) - left;
        var height = (int)Math.Clamp(high.Y + 2, 0, canvas.Height) - top;
        if (width <= 0 || height <= 0) return;
        _rasterizer.Begin(left, top, width, height);
        _rasterizer.Draw(figure.Mesh, camera);
        if (_pixels.Length < width * height) _pixels = new uint[canvas.Width * canvas.Height]; // once: a figure grows as it comes nearer
        _rasterizer.Resolve(_pixels);
        var haze = field.Light.HazeAt(Math.Max(0, figure.Forward));
        var gain = Vector3.Lerp(Vector3.One, field.Light.Shade, shade) * (1 - haze);
        canvas.Draw(_pixels, left, top, width, height, gain, field.Light.Haze * haze, figure.Label);
    }

    private sealed class Figure
    {
        public readonly Mesh Mesh = new();
        public byte Label;
        public float Forward;
        public bool OnGround, Drawn;
    }
}
