package nabla.engine.nn;

import static nabla.engine.tensor.Creation.vector;
import static nabla.engine.tensor.Shape.shape;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import nabla.engine.tensor.Approximation;
import nabla.engine.tensor.ConvOptions;
import nabla.engine.tensor.Flag;
import nabla.engine.tensor.MarginLosses.MultiMarginOptions;
import nabla.engine.tensor.MarginLosses.TripletOptions;
import nabla.engine.tensor.PoolOptions;
import nabla.engine.tensor.ProbabilityLosses.KlTarget;
import nabla.engine.tensor.ProbabilityLosses.PoissonInput;
import nabla.engine.tensor.ProbabilityLosses.Terms;
import nabla.engine.tensor.Reduction;
import nabla.engine.tensor.Tensor;

/// How the modules of `modules.py` are made in Java: Python's text and ours beside each other.
final class RecordedModules {
  private final Map<String, Supplier<Module>> all = new LinkedHashMap<>();

  private RecordedModules() {}

  static Map<String, Supplier<Module>> all() {
    RecordedModules modules = new RecordedModules();
    modules.activations();
    modules.convolutions();
    modules.poolings();
    modules.pictures();
    modules.losses();
    modules.classLosses();
    modules.marginLosses();
    modules.recurrent();
    modules.cells();
    modules.attention();
    modules.transformers();
    return modules.all;
  }

  private void row(String python, Supplier<Module> java) {
    if (all.put(python, java) != null) {
      throw new IllegalStateException("twice: " + python);
    }
  }

  private static Tensor weights() {
    return vector(0.5, 1, 2);
  }

  private void activations() {
    row("ReLU()", ReLU::new);
    row("ReLU6()", ReLU6::new);
    row("LeakyReLU()", LeakyReLU::new);
    row("LeakyReLU(0.2)", () -> new LeakyReLU(0.2));
    row("PReLU()", PReLU::new);
    row("PReLU(2)", () -> new PReLU(2));
    row("PReLU(3, 0.1)", () -> new PReLU(3, 0.1));
    row("ELU()", ELU::new);
    row("ELU(0.5)", () -> new ELU(0.5));
    row("CELU()", CELU::new);
    row("CELU(2.0)", () -> new CELU(2));
    row("SELU()", SELU::new);
    row("GELU()", GELU::new);
    row("GELU('tanh')", () -> new GELU(Approximation.TANH));
    row("SiLU()", SiLU::new);
    row("Mish()", Mish::new);
    row("Sigmoid()", Sigmoid::new);
    row("Tanh()", Tanh::new);
    row("Softmax(1)", () -> new Softmax(1));
    row("LogSoftmax(1)", () -> new LogSoftmax(1));
    row("Softmin(1)", () -> new Softmin(1));
    row("Softmax2d()", Softmax2d::new);
    row("Softplus()", Softplus::new);
    row("Softplus(2.0, 1.0)", () -> new Softplus(2, 1));
    row("Softsign()", Softsign::new);
    row("Hardtanh()", Hardtanh::new);
    row("Hardtanh(-0.5, 0.25)", () -> new Hardtanh(-0.5, 0.25));
    row("Hardswish()", Hardswish::new);
    row("Hardsigmoid()", Hardsigmoid::new);
    row("Hardshrink()", Hardshrink::new);
    row("Hardshrink(0.25)", () -> new Hardshrink(0.25));
    row("Softshrink()", Softshrink::new);
    row("Softshrink(0.25)", () -> new Softshrink(0.25));
    row("Tanhshrink()", Tanhshrink::new);
    row("Threshold(0.1, 20.0)", () -> new Threshold(0.1, 20));
    row("LogSigmoid()", LogSigmoid::new);
    row("GLU()", GLU::new);
    row("GLU(0)", () -> new GLU(0));
    row("Bilinear(2, 3, 2)", () -> new Bilinear(2, 3, 2));
    row(
        "Bilinear(2, 3, 2, bias=False)",
        () -> new Bilinear(2, 3, 2, Bilinear.options().bias(false)));
    row("Bilinear(0, 3, 2)", () -> new Bilinear(0, 3, 2));
  }

  private void convolutions() {
    row("Conv1d(2, 4, 3)", () -> new Conv1d(2, 4, 3));
    row(
        "Conv1d(2, 4, 3, stride=2, padding=1, dilation=2, groups=2, bias=False)",
        () ->
            new Conv1d(
                2, 4, 3, Conv1d.options().stride(2).padding(1).dilation(2).groups(2).bias(false)));
    row(
        "Conv1d(2, 2, 3, padding='same', padding_mode='circular')",
        () -> new Conv1d(2, 2, 3, Conv1d.options().samePadding().paddingMode("circular")));
    row("Conv2d(2, 4, 3)", () -> new Conv2d(2, 4, 3));
    row(
        "Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0))",
        () -> new Conv2d(2, 4, shape(3, 2), Conv2d.options().stride(2, 1).padding(1, 0)));
    row(
        "Conv2d(2, 2, 3, padding='same')",
        () -> new Conv2d(2, 2, 3, Conv2d.options().samePadding()));
    row(
        "Conv2d(2, 2, 3, padding=1, padding_mode='reflect')",
        () -> new Conv2d(2, 2, 3, Conv2d.options().padding(1).paddingMode("reflect")));
    row(
        "Conv2d(2, 2, 3, padding=(1, 2), padding_mode='replicate')",
        () -> new Conv2d(2, 2, 3, Conv2d.options().padding(1, 2).paddingMode("replicate")));
    row(
        "ConvTranspose1d(2, 4, 3, stride=2, padding=1, output_padding=1)",
        () ->
            new ConvTranspose1d(
                2, 4, 3, ConvTranspose1d.options().stride(2).padding(1).outputPadding(1)));
    row("ConvTranspose2d(2, 4, 3)", () -> new ConvTranspose2d(2, 4, 3));
    row(
        "ConvTranspose2d(4, 2, 3, stride=2, groups=2, bias=False, dilation=2)",
        () ->
            new ConvTranspose2d(
                4, 2, 3, ConvTranspose2d.options().stride(2).groups(2).bias(false).dilation(2)));
    row("Conv2d(2, 4, (0, 3))", () -> new Conv2d(2, 4, shape(0, 3)));
    row("Conv2d(3, 4, 3, groups=2)", () -> new Conv2d(3, 4, 3, Conv2d.options().groups(2)));
    row("Conv2d(4, 3, 3, groups=2)", () -> new Conv2d(4, 3, 3, Conv2d.options().groups(2)));
    row("Conv2d(4, 4, 3, groups=0)", () -> new Conv2d(4, 4, 3, Conv2d.options().groups(0)));
    row(
        "Conv2d(2, 2, 3, stride=2, padding='same')",
        () -> new Conv2d(2, 2, 3, Conv2d.options().stride(2).samePadding()));
    row(
        "ConvTranspose2d(2, 2, 3, padding_mode='reflect')",
        () -> new ConvTranspose2d(2, 2, 3, ConvTranspose2d.options().paddingMode("reflect")));
  }

  private void poolings() {
    row("MaxPool1d(2)", () -> new MaxPool1d(2));
    row(
        "MaxPool1d(3, stride=2, padding=1, dilation=1, ceil_mode=True)",
        () -> new MaxPool1d(PoolOptions.kernel(3).stride(2).padding(1).ceilMode(true)));
    row("MaxPool2d(2)", () -> new MaxPool2d(2));
    row("MaxPool2d(5)", () -> new MaxPool2d(5));
    row("MaxPool2d(2, padding=2)", () -> new MaxPool2d(PoolOptions.kernel(2).padding(2)));
    row(
        "MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0))",
        () -> new MaxPool2d(PoolOptions.kernel(3, 2).stride(2, 1).padding(1, 0)));
    row("AvgPool1d(2)", () -> new AvgPool1d(2));
    row(
        "AvgPool1d(3, stride=2, padding=1, count_include_pad=False)",
        () -> new AvgPool1d(PoolOptions.kernel(3).stride(2).padding(1).countIncludePad(false)));
    row("AvgPool2d(2)", () -> new AvgPool2d(2));
    row(
        "AvgPool2d((3, 2), stride=2, padding=1, ceil_mode=True)",
        () -> new AvgPool2d(PoolOptions.kernel(3, 2).stride(2).padding(1).ceilMode(true)));
    row("AvgPool2d(2, divisor_override=3)", () -> new AvgPool2d(PoolOptions.kernel(2).divisor(3)));
    row("AdaptiveAvgPool1d(3)", () -> new AdaptiveAvgPool1d(3));
    row("AdaptiveAvgPool2d(2)", () -> new AdaptiveAvgPool2d(2));
    row("AdaptiveAvgPool2d((None, 2))", () -> new AdaptiveAvgPool2d(-1, 2));
    row("AdaptiveMaxPool1d(2)", () -> new AdaptiveMaxPool1d(2));
    row("AdaptiveMaxPool1d(3)", () -> new AdaptiveMaxPool1d(3));
    row("AdaptiveMaxPool2d(2)", () -> new AdaptiveMaxPool2d(2));
    row("AdaptiveMaxPool2d((None, 2))", () -> new AdaptiveMaxPool2d(-1, 2));
  }

  private void pictures() {
    row("Upsample(scale_factor=2)", () -> new Upsample(2));
    row("Upsample(size=(3, 5), mode='bilinear')", () -> new Upsample(shape(3, 5), "bilinear"));
    row(
        "Upsample(scale_factor=2, mode='linear', align_corners=True)",
        () -> new Upsample(2, "linear", Flag.ALIGN_CORNERS));
    row("PixelShuffle(2)", () -> new PixelShuffle(2));
    row("PixelUnshuffle(2)", () -> new PixelUnshuffle(2));
    row("ZeroPad1d(2)", () -> new ZeroPad1d(2));
    row("ZeroPad2d((1, 0, 2, 1))", () -> new ZeroPad2d(1, 0, 2, 1));
    row("ConstantPad1d((1, 2), 3.5)", () -> new ConstantPad1d(new int[] {1, 2}, 3.5));
    row("ConstantPad2d(1, -1.0)", () -> new ConstantPad2d(1, -1));
    row("ReflectionPad1d(2)", () -> new ReflectionPad1d(2));
    row("ReflectionPad2d(1)", () -> new ReflectionPad2d(1));
    row("ReflectionPad2d(3)", () -> new ReflectionPad2d(3));
    row("ReplicationPad1d(2)", () -> new ReplicationPad1d(2));
    row("ReplicationPad2d((1, 0, 2, 1))", () -> new ReplicationPad2d(1, 0, 2, 1));
    row("CircularPad1d(2)", () -> new CircularPad1d(2));
    row("CircularPad2d(1)", () -> new CircularPad2d(1));
    row("Unfold(2, stride=1)", () -> new Unfold(shape(2), ConvOptions.options().stride(1)));
    row("CosineSimilarity()", CosineSimilarity::new);
    row("CosineSimilarity(dim=0, eps=1e-6)", () -> new CosineSimilarity(0, 1e-6));
    row("PairwiseDistance()", PairwiseDistance::new);
    row("PairwiseDistance(p=1.0, keepdim=True)", () -> new PairwiseDistance(1, 1e-6, Flag.KEEPDIM));
  }

  private void losses() {
    row("MSELoss()", MSELoss::new);
    row("MSELoss(reduction='none')", () -> new MSELoss(Reduction.NONE));
    row("MSELoss(reduction='sum')", () -> new MSELoss(Reduction.SUM));
    row("L1Loss()", L1Loss::new);
    row("L1Loss(reduction='sum')", () -> new L1Loss(Reduction.SUM));
    row("SmoothL1Loss()", SmoothL1Loss::new);
    row("SmoothL1Loss(reduction='sum', beta=0.5)", () -> new SmoothL1Loss(0.5, Reduction.SUM));
    row("HuberLoss()", HuberLoss::new);
    row("HuberLoss(reduction='none', delta=0.5)", () -> new HuberLoss(0.5, Reduction.NONE));
    row("BCELoss()", BCELoss::new);
    row("BCELoss(weight=W3, reduction='sum')", () -> new BCELoss(weights(), Reduction.SUM));
    row("BCEWithLogitsLoss()", BCEWithLogitsLoss::new);
    row(
        "BCEWithLogitsLoss(weight=W3, pos_weight=W3 + 1, reduction='sum')",
        () ->
            new BCEWithLogitsLoss(
                BCEWithLogitsLoss.options()
                    .weight(weights())
                    .posWeight(weights().add(1))
                    .reduction(Reduction.SUM)));
    row("KLDivLoss(reduction='batchmean')", () -> new KLDivLoss(Reduction.BATCHMEAN));
    row(
        "KLDivLoss(reduction='sum', log_target=True)",
        () -> new KLDivLoss(KlTarget.LOGARITHMS, Reduction.SUM));
    row("PoissonNLLLoss()", PoissonNLLLoss::new);
    row(
        "PoissonNLLLoss(log_input=False, full=True, reduction='sum')",
        () -> new PoissonNLLLoss(PoissonInput.COUNTS, Terms.FULL, 1e-8, Reduction.SUM));
    row("GaussianNLLLoss()", GaussianNLLLoss::new);
    row(
        "GaussianNLLLoss(full=True, eps=0.2, reduction='sum')",
        () -> new GaussianNLLLoss(Terms.FULL, 0.2, Reduction.SUM));
  }

  private void classLosses() {
    row("CrossEntropyLoss()", CrossEntropyLoss::new);
    row(
        "CrossEntropyLoss(weight=W3, reduction='sum', label_smoothing=0.1)",
        () ->
            new CrossEntropyLoss(
                CrossEntropyLoss.options()
                    .weight(weights())
                    .reduction(Reduction.SUM)
                    .labelSmoothing(0.1)));
    row(
        "CrossEntropyLoss(ignore_index=1)",
        () -> new CrossEntropyLoss(CrossEntropyLoss.options().ignoreIndex(1)));
    row("NLLLoss()", NLLLoss::new);
    row(
        "NLLLoss(weight=W3, ignore_index=0, reduction='none')",
        () ->
            new NLLLoss(
                NLLLoss.options().weight(weights()).ignoreIndex(0).reduction(Reduction.NONE)));
    row("MultiMarginLoss()", MultiMarginLoss::new);
    row(
        "MultiMarginLoss(p=2, margin=0.5, weight=W3, reduction='sum')",
        () ->
            new MultiMarginLoss(
                MultiMarginOptions.options().p(2).margin(0.5).weight(weights()), Reduction.SUM));
    row(
        "MultiMarginLoss(reduction='none')",
        () -> new MultiMarginLoss(MultiMarginOptions.options(), Reduction.NONE));
    row(
        "MultiMarginLoss(p=3)",
        () -> new MultiMarginLoss(MultiMarginOptions.options().p(3), Reduction.MEAN));
    row("MultiLabelMarginLoss()", MultiLabelMarginLoss::new);
    row("MultiLabelMarginLoss(reduction='none')", () -> new MultiLabelMarginLoss(Reduction.NONE));
    row("MultiLabelMarginLoss(reduction='sum')", () -> new MultiLabelMarginLoss(Reduction.SUM));
    row("MultiLabelSoftMarginLoss()", MultiLabelSoftMarginLoss::new);
    row(
        "MultiLabelSoftMarginLoss(weight=W3, reduction='none')",
        () -> new MultiLabelSoftMarginLoss(weights(), Reduction.NONE));
  }

  private void marginLosses() {
    row("HingeEmbeddingLoss()", HingeEmbeddingLoss::new);
    row(
        "HingeEmbeddingLoss(margin=0.5, reduction='sum')",
        () -> new HingeEmbeddingLoss(0.5, Reduction.SUM));
    row("MarginRankingLoss()", MarginRankingLoss::new);
    row(
        "MarginRankingLoss(margin=0.5, reduction='none')",
        () -> new MarginRankingLoss(0.5, Reduction.NONE));
    row("CosineEmbeddingLoss()", CosineEmbeddingLoss::new);
    row(
        "CosineEmbeddingLoss(margin=0.2, reduction='sum')",
        () -> new CosineEmbeddingLoss(0.2, Reduction.SUM));
    row("TripletMarginLoss()", TripletMarginLoss::new);
    row(
        "TripletMarginLoss(margin=2.0, p=1.0, swap=True, reduction='sum')",
        () ->
            new TripletMarginLoss(
                TripletOptions.options().margin(2).p(1).swap(true), Reduction.SUM));
    row("SoftMarginLoss()", SoftMarginLoss::new);
    row("SoftMarginLoss(reduction='sum')", () -> new SoftMarginLoss(Reduction.SUM));
  }

  private void recurrent() {
    row("RNN(3, 4)", () -> new RNN(3, 4));
    row(
        "RNN(3, 4, num_layers=2, nonlinearity='relu', bias=False)",
        () -> new RNN(3, 4, RNN.options().numLayers(2).nonlinearity("relu").bias(false)));
    row(
        "RNN(3, 4, batch_first=True, bidirectional=True)",
        () -> new RNN(3, 4, RNN.options().batchFirst(true).bidirectional(true)));
    row(
        "RNN(3, 4, nonlinearity='sigmoid')",
        () -> new RNN(3, 4, RNN.options().nonlinearity("sigmoid")));
    row("LSTM(3, 4)", () -> new LSTM(3, 4));
    row(
        "LSTM(3, 4, num_layers=2, batch_first=True)",
        () -> new LSTM(3, 4, LSTM.options().numLayers(2).batchFirst(true)));
    row(
        "LSTM(3, 4, num_layers=2, bidirectional=True)",
        () -> new LSTM(3, 4, LSTM.options().numLayers(2).bidirectional(true)));
    row(
        "LSTM(3, 4, proj_size=2, bidirectional=True)",
        () -> new LSTM(3, 4, LSTM.options().projSize(2).bidirectional(true)));
    row(
        "LSTM(3, 4, num_layers=2, proj_size=2, bias=False)",
        () -> new LSTM(3, 4, LSTM.options().numLayers(2).projSize(2).bias(false)));
    row("LSTM(0, 4)", () -> new LSTM(0, 4));
    row("LSTM(3, 0)", () -> new LSTM(3, 0));
    row("LSTM(3, 4, dropout=2)", () -> new LSTM(3, 4, LSTM.options().dropout(2)));
    row("LSTM(3, 4, proj_size=-1)", () -> new LSTM(3, 4, LSTM.options().projSize(-1)));
    row("LSTM(3, 4, proj_size=4)", () -> new LSTM(3, 4, LSTM.options().projSize(4)));
    row(
        "LSTM(3, 4, nonlinearity='relu')",
        () -> new LSTM(3, 4, LSTM.options().nonlinearity("relu")));
    row("GRU(3, 4)", () -> new GRU(3, 4));
    row(
        "GRU(3, 4, num_layers=2, bidirectional=True, batch_first=True)",
        () -> new GRU(3, 4, GRU.options().numLayers(2).bidirectional(true).batchFirst(true)));
    row("GRU(3, 4, bias=False)", () -> new GRU(3, 4, GRU.options().bias(false)));
    row("GRU(3, 4, num_layers=0)", () -> new GRU(3, 4, GRU.options().numLayers(0)));
    row("GRU(3, 4, proj_size=2)", () -> new GRU(3, 4, GRU.options().projSize(2)));
  }

  private void cells() {
    row("RNNCell(3, 4)", () -> new RNNCell(3, 4));
    row(
        "RNNCell(3, 4, bias=False, nonlinearity='relu')",
        () -> new RNNCell(3, 4, RNNCell.options().bias(false).nonlinearity("relu")));
    row(
        "RNNCell(3, 4, nonlinearity='sigmoid')",
        () -> new RNNCell(3, 4, RNNCell.options().nonlinearity("sigmoid")));
    row("LSTMCell(3, 4)", () -> new LSTMCell(3, 4));
    row("LSTMCell(3, 4, bias=False)", () -> new LSTMCell(3, 4, LSTMCell.options().bias(false)));
    row("GRUCell(3, 4)", () -> new GRUCell(3, 4));
    row("GRUCell(3, 4, bias=False)", () -> new GRUCell(3, 4, GRUCell.options().bias(false)));
  }

  private void attention() {
    row("MultiheadAttention(4, 2)", () -> new MultiheadAttention(4, 2));
    row("MultiheadAttention(4, 3)", () -> new MultiheadAttention(4, 3));
    row("MultiheadAttention(0, 3)", () -> new MultiheadAttention(0, 3));
    row(
        "MultiheadAttention(4, 2, batch_first=True)",
        () -> new MultiheadAttention(4, 2, MultiheadAttention.options().batchFirst(true)));
    row(
        "MultiheadAttention(4, 2, bias=False, kdim=3, vdim=5)",
        () ->
            new MultiheadAttention(4, 2, MultiheadAttention.options().bias(false).kdim(3).vdim(5)));
    row(
        "MultiheadAttention(4, 2, kdim=3)",
        () -> new MultiheadAttention(4, 2, MultiheadAttention.options().kdim(3)));
    row(
        "MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True)",
        () ->
            new MultiheadAttention(
                4, 2, MultiheadAttention.options().addBiasKv(true).addZeroAttn(true)));
  }

  private void transformers() {
    row(
        "TransformerEncoderLayer(4, 2, dim_feedforward=6, dropout=0.0)",
        () -> new TransformerEncoderLayer(4, 2, small().dropout(0)));
    row(
        "TransformerEncoderLayer(4, 2, 6, 0.0, activation='gelu', batch_first=True,"
            + " norm_first=True)",
        () ->
            new TransformerEncoderLayer(
                4, 2, small().dropout(0).activation("gelu").batchFirst(true).normFirst(true)));
    row(
        "TransformerEncoderLayer(4, 2, 6, 0.0, layer_norm_eps=0.1, bias=False)",
        () -> new TransformerEncoderLayer(4, 2, small().dropout(0).layerNormEps(0.1).bias(false)));
    row(
        "TransformerEncoderLayer(4, 2, 6, activation='tanh')",
        () -> new TransformerEncoderLayer(4, 2, small().activation("tanh")));
    row("TransformerEncoderLayer(4, 3, 6)", () -> new TransformerEncoderLayer(4, 3, small()));
    row("TransformerEncoderLayer(4, 2, 6)", () -> new TransformerEncoderLayer(4, 2, small()));
    row(
        "TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0), 2)",
        () -> new TransformerEncoder(new TransformerEncoderLayer(4, 2, small().dropout(0)), 2));
    row(
        "TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0, batch_first=True), 2,"
            + " norm=nn.LayerNorm(4))",
        () ->
            new TransformerEncoder(
                new TransformerEncoderLayer(4, 2, small().dropout(0).batchFirst(true)),
                2,
                new LayerNorm(4)));
  }

  private static TransformerEncoderLayer.Options small() {
    return TransformerEncoderLayer.options().feedforwardSize(6);
  }
}
