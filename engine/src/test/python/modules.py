"""Writes what PyTorch's modules answer, for nabla.engine.nn.RecordedModulesTests.

    python modules.py ../resources/nabla/engine/nn/modules.json

A case is the Python text that makes a module and its inputs. What is kept: the state dict, the text
of the module, the outputs, and the gradients of inputs and parameters when every output is weighed
with 1, 2, 3, 4, 5, 1, ... and summed; or the error. Everything is float64.
"""

import json
import sys
import warnings

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
warnings.simplefilter("ignore")
INF = float("inf")


def normal(*shape):
    return torch.randn(shape).round(decimals=3)


def x(*shape):
    """An input whose gradient is kept."""
    return normal(*shape).requires_grad_()


def c(*shape):
    """A constant input."""
    return normal(*shape)


def u(*shape):
    """Probabilities whose gradient is kept."""
    return v(*shape).requires_grad_()


def v(*shape):
    """Positive constants."""
    return (torch.rand(shape) * 0.8 + 0.1).round(decimals=3)


def ints(bound, *shape):
    return torch.randint(bound, shape)


def signs(*shape):
    return torch.randint(2, shape).to(torch.float64) * 2 - 1


def logs(*shape):
    return torch.randn(shape).log_softmax(-1).requires_grad_()


def probs(*shape):
    return torch.randn(shape).softmax(-1)


def f32(*shape):
    return torch.randn(shape, dtype=torch.float32)


def mask(text):
    return torch.tensor([[symbol == "1" for symbol in row] for row in text.split()])


def causal(n):
    return torch.full((n, n), -INF).triu(1)


W3 = torch.tensor([0.5, 1.0, 2.0])

# (module, inputs): the text of the module is its name, an input may be None or (h, c).
ACTIVATIONS = [
    "ReLU()", "ReLU6()", "LeakyReLU()", "LeakyReLU(0.2)", "PReLU()", "PReLU(3, 0.1)", "ELU()",
    "ELU(0.5)", "CELU()", "CELU(2.0)", "SELU()", "GELU()", "GELU('tanh')", "SiLU()", "Mish()",
    "Sigmoid()", "Tanh()", "Softmax(1)", "LogSoftmax(1)", "Softmin(1)", "Softplus()",
    "Softplus(2.0, 1.0)", "Softsign()", "Hardtanh()", "Hardtanh(-0.5, 0.25)", "Hardswish()",
    "Hardsigmoid()", "Hardshrink()", "Hardshrink(0.25)", "Softshrink()", "Softshrink(0.25)",
    "Tanhshrink()", "Threshold(0.1, 20.0)", "LogSigmoid()",
]
CASES = [(text, "x(2, 3, 2)") for text in ACTIVATIONS] + [
    ("GLU()", "x(2, 4)"),
    ("GLU(0)", "x(2, 4)"),
    ("GLU()", "x(2, 3)"),
    ("PReLU(2)", "x(2, 3, 2)"),
    ("Softmax2d()", "x(2, 3, 2, 2)"),
    ("Softmax2d()", "x(2, 3)"),
    ("Bilinear(2, 3, 2)", "x(4, 2), x(4, 3)"),
    ("Bilinear(2, 3, 2, bias=False)", "x(2, 1, 2), x(2, 1, 3)"),
    ("Bilinear(0, 3, 2)", ""),
    ("Bilinear(2, 3, 2)", "x(), x()"),
    ("Bilinear(2, 3, 2)", "x(4, 3), x(4, 3)"),
    ("Bilinear(2, 3, 2)", "x(4, 2), x(4, 2)"),
    ("Bilinear(2, 3, 2)", "x(4, 2), x(5, 3)"),
    # convolutions
    ("Conv1d(2, 4, 3)", "x(2, 2, 6)"),
    ("Conv1d(2, 4, 3)", "x(2, 6)"),
    ("Conv1d(2, 4, 3, stride=2, padding=1, dilation=2, groups=2, bias=False)", "x(2, 2, 7)"),
    ("Conv1d(2, 2, 3, padding='same', padding_mode='circular')", "x(1, 2, 5)"),
    ("Conv2d(2, 4, 3)", "x(2, 2, 5, 4)"),
    ("Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0))", "x(1, 2, 5, 4)"),
    ("Conv2d(2, 2, 3, padding='same')", "x(1, 2, 4, 4)"),
    ("Conv2d(2, 2, 3, padding=1, padding_mode='reflect')", "x(1, 2, 4, 4)"),
    ("Conv2d(2, 2, 3, padding=(1, 2), padding_mode='replicate')", "x(1, 2, 4, 4)"),
    ("ConvTranspose1d(2, 4, 3, stride=2, padding=1, output_padding=1)", "x(2, 2, 4)"),
    ("ConvTranspose2d(2, 4, 3)", "x(1, 2, 3, 3)"),
    ("ConvTranspose2d(4, 2, 3, stride=2, groups=2, bias=False, dilation=2)", "x(1, 4, 2, 2)"),
    ("Conv2d(2, 4, 3)", "x(1, 3, 5, 5)"),
    ("Conv2d(2, 4, 3)", "x(3, 5, 5)"),
    ("Conv2d(2, 4, 3)", "x(5, 5)"),
    ("Conv2d(2, 4, 3)", "x(1, 2, 2, 2)"),
    ("Conv2d(2, 4, 3)", "f32(1, 2, 5, 5)"),
    ("Conv1d(2, 4, 3)", "x(1, 3, 5)"),
    ("Conv2d(2, 4, (0, 3))", "x(1, 2, 5, 5)"),
    ("ConvTranspose2d(2, 4, 3)", "x(1, 3, 5, 5)"),
    ("Conv2d(3, 4, 3, groups=2)", ""),
    ("Conv2d(4, 3, 3, groups=2)", ""),
    ("Conv2d(4, 4, 3, groups=0)", ""),
    ("Conv2d(2, 2, 3, stride=2, padding='same')", ""),
    ("ConvTranspose2d(2, 2, 3, padding_mode='reflect')", ""),
    # pooling
    ("MaxPool1d(2)", "x(2, 2, 5)"),
    ("MaxPool1d(3, stride=2, padding=1, dilation=1, ceil_mode=True)", "x(2, 2, 6)"),
    ("MaxPool2d(2)", "x(2, 2, 4, 5)"),
    ("MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0))", "x(1, 2, 5, 4)"),
    ("AvgPool1d(2)", "x(2, 2, 5)"),
    ("AvgPool1d(3, stride=2, padding=1, count_include_pad=False)", "x(2, 2, 6)"),
    ("AvgPool2d(2)", "x(2, 2, 4, 5)"),
    ("AvgPool2d((3, 2), stride=2, padding=1, ceil_mode=True)", "x(1, 2, 6, 4)"),
    ("AvgPool2d(2, divisor_override=3)", "x(1, 2, 4, 4)"),
    ("AdaptiveAvgPool1d(3)", "x(2, 2, 5)"),
    ("AdaptiveAvgPool2d(2)", "x(2, 2, 5, 3)"),
    ("AdaptiveAvgPool2d((None, 2))", "x(2, 2, 5, 3)"),
    ("AdaptiveMaxPool1d(3)", "x(2, 2, 5)"),
    ("AdaptiveMaxPool2d(2)", "x(2, 2, 5, 3)"),
    ("AdaptiveMaxPool2d((None, 2))", "x(2, 5, 3)"),
    ("AdaptiveMaxPool2d(2)", "x(5, 3)"),
    ("AdaptiveMaxPool2d(2)", "x(1, 2, 0, 3)"),
    ("AdaptiveMaxPool1d(2)", "x(5)"),
    ("MaxPool2d(2)", "x(2, 4)"),
    ("MaxPool2d(5)", "x(1, 2, 4, 4)"),
    ("MaxPool2d(2, padding=2)", "x(1, 2, 4, 4)"),
    ("AvgPool1d(2)", "x(4)"),
    # pictures
    ("Upsample(scale_factor=2)", "x(1, 2, 2, 3)"),
    ("Upsample(size=(3, 5), mode='bilinear')", "x(1, 2, 2, 3)"),
    ("Upsample(scale_factor=2, mode='linear', align_corners=True)", "x(1, 2, 3)"),
    ("PixelShuffle(2)", "x(1, 4, 2, 3)"),
    ("PixelUnshuffle(2)", "x(1, 1, 4, 6)"),
    ("PixelShuffle(2)", "x(1, 3, 2, 3)"),
    ("ZeroPad1d(2)", "x(1, 2, 3)"),
    ("ZeroPad2d((1, 0, 2, 1))", "x(1, 2, 3, 3)"),
    ("ConstantPad1d((1, 2), 3.5)", "x(1, 2, 3)"),
    ("ConstantPad2d(1, -1.0)", "x(1, 2, 3, 3)"),
    ("ReflectionPad1d(2)", "x(1, 2, 3)"),
    ("ReflectionPad2d(1)", "x(1, 2, 3, 3)"),
    ("ReflectionPad2d(3)", "x(1, 2, 3, 3)"),
    ("ReplicationPad1d(2)", "x(1, 2, 3)"),
    ("ReplicationPad2d((1, 0, 2, 1))", "x(1, 2, 3, 3)"),
    ("CircularPad1d(2)", "x(1, 2, 3)"),
    ("CircularPad2d(1)", "x(1, 2, 3, 3)"),
    ("Unfold(2, stride=1)", "x(1, 2, 3, 3)"),
    # losses
    ("MSELoss()", "x(3, 2), c(3, 2)"),
    ("MSELoss(reduction='none')", "x(3, 2), c(3, 2)"),
    ("MSELoss(reduction='sum')", "x(3, 2), c(3, 2)"),
    ("MSELoss()", "x(3), c(4)"),
    ("L1Loss()", "x(3, 2), c(3, 2)"),
    ("L1Loss(reduction='sum')", "x(3, 2), c(3, 2)"),
    ("SmoothL1Loss()", "x(3, 2), c(3, 2)"),
    ("SmoothL1Loss(reduction='sum', beta=0.5)", "x(3, 2), c(3, 2)"),
    ("HuberLoss()", "x(3, 2), c(3, 2)"),
    ("HuberLoss(reduction='none', delta=0.5)", "x(3, 2), c(3, 2)"),
    ("CrossEntropyLoss()", "x(4, 3), ints(3, 4)"),
    ("CrossEntropyLoss(weight=W3, reduction='sum', label_smoothing=0.1)", "x(4, 3), ints(3, 4)"),
    ("CrossEntropyLoss(ignore_index=1)", "x(4, 3), ints(3, 4)"),
    ("CrossEntropyLoss()", "x(4, 3), probs(4, 3)"),
    ("CrossEntropyLoss()", "x(4, 3), ints(3, 5)"),
    ("CrossEntropyLoss()", "x(4, 3), ints(3, 4) + 3"),
    ("NLLLoss()", "logs(4, 3), ints(3, 4)"),
    ("NLLLoss(weight=W3, ignore_index=0, reduction='none')", "logs(4, 3), ints(3, 4)"),
    ("BCELoss()", "u(4, 3), v(4, 3)"),
    ("BCELoss(weight=W3, reduction='sum')", "u(4, 3), v(4, 3)"),
    ("BCELoss()", "x(9, 3), v(9, 3)"),
    ("BCELoss()", "u(4, 3), v(4, 2)"),
    ("BCEWithLogitsLoss()", "x(4, 3), v(4, 3)"),
    ("BCEWithLogitsLoss(weight=W3, pos_weight=W3 + 1, reduction='sum')", "x(4, 3), v(4, 3)"),
    ("BCEWithLogitsLoss()", "x(4, 3), v(4, 2)"),
    ("KLDivLoss(reduction='batchmean')", "logs(4, 3), probs(4, 3)"),
    ("KLDivLoss(reduction='sum', log_target=True)", "logs(4, 3), probs(4, 3).log()"),
    ("PoissonNLLLoss()", "x(4, 3), ints(4, 4, 3).double()"),
    ("PoissonNLLLoss(log_input=False, full=True, reduction='sum')", "u(4, 3), ints(4, 4, 3).double()"),
    ("GaussianNLLLoss()", "x(4, 3), c(4, 3), u(4, 3)"),
    ("GaussianNLLLoss(full=True, eps=0.2, reduction='sum')", "x(4, 3), c(4, 3), u(4, 1)"),
    ("GaussianNLLLoss()", "x(4, 3), c(4, 3), -v(4, 3)"),
    ("HingeEmbeddingLoss()", "x(4, 3), signs(4, 3)"),
    ("HingeEmbeddingLoss(margin=0.5, reduction='sum')", "x(4, 3), signs(4, 3)"),
    ("MarginRankingLoss()", "x(4), x(4), signs(4)"),
    ("MarginRankingLoss(margin=0.5, reduction='none')", "x(4), x(4), signs(4)"),
    ("MarginRankingLoss()", "x(4), x(4, 1), signs(4)"),
    ("CosineEmbeddingLoss()", "x(4, 3), x(4, 3), signs(4)"),
    ("CosineEmbeddingLoss(margin=0.2, reduction='sum')", "x(4, 3), x(4, 3), signs(4)"),
    ("CosineEmbeddingLoss()", "x(4, 3), x(4, 3), signs(4, 3)"),
    ("TripletMarginLoss()", "x(4, 3), x(4, 3), x(4, 3)"),
    ("TripletMarginLoss(margin=2.0, p=1.0, swap=True, reduction='sum')", "x(4, 3), x(4, 3), x(4, 3)"),
    ("SoftMarginLoss()", "x(4, 3), signs(4, 3)"),
    ("SoftMarginLoss(reduction='sum')", "x(4, 3), signs(4, 3)"),
    ("MultiMarginLoss()", "x(4, 3), ints(3, 4)"),
    ("MultiMarginLoss(p=2, margin=0.5, weight=W3, reduction='sum')", "x(4, 3), ints(3, 4)"),
    ("MultiMarginLoss(reduction='none')", "x(4, 3), ints(3, 4)"),
    ("MultiMarginLoss()", "x(3), ints(3)"),
    ("MultiMarginLoss(p=3)", ""),
    ("MultiMarginLoss()", "x(4, 3, 2), ints(3, 4)"),
    ("MultiMarginLoss()", "x(4, 3), ints(3, 4) + 5"),
    ("MultiMarginLoss()", "x(4, 3), x(4)"),
    ("MultiMarginLoss()", "x(4, 3), ints(3, 5)"),
    ("MultiLabelMarginLoss()", "x(2, 4), torch.tensor([[3, 0, -1, 1], [1, -1, 2, 0]])"),
    ("MultiLabelMarginLoss(reduction='none')", "x(2, 4), torch.tensor([[3, 0, -1, 1], [-1, -1, 2, 0]])"),
    ("MultiLabelMarginLoss(reduction='sum')", "x(4), torch.tensor([3, 0, 1, 2])"),
    ("MultiLabelMarginLoss()", "x(2, 4), ints(4, 2, 3)"),
    ("MultiLabelMarginLoss()", "x(2, 4), ints(4, 2, 4) + 4"),
    ("MultiLabelSoftMarginLoss()", "x(4, 3), ints(2, 4, 3).double()"),
    ("MultiLabelSoftMarginLoss(weight=W3, reduction='none')", "x(4, 3), ints(2, 4, 3).double()"),
    ("MultiLabelSoftMarginLoss()", "x(), x()"),
    ("CosineSimilarity()", "x(4, 3), x(4, 3)"),
    ("CosineSimilarity(dim=0, eps=1e-6)", "x(4, 3), x(4, 3)"),
    ("PairwiseDistance()", "x(4, 3), x(4, 3)"),
    ("PairwiseDistance(p=1.0, keepdim=True)", "x(4, 3), x(4, 3)"),
    # recurrent layers
    ("RNN(3, 4)", "x(5, 2, 3)"),
    ("RNN(3, 4)", "x(5, 3), x(1, 4)"),
    ("RNN(3, 4, num_layers=2, nonlinearity='relu', bias=False)", "x(5, 2, 3), x(2, 2, 4)"),
    ("RNN(3, 4, batch_first=True, bidirectional=True)", "x(2, 5, 3)"),
    ("LSTM(3, 4)", "x(5, 2, 3)"),
    ("LSTM(3, 4)", "x(5, 3)"),
    ("LSTM(3, 4, num_layers=2, batch_first=True)", "x(2, 5, 3), (x(2, 2, 4), x(2, 2, 4))"),
    ("LSTM(3, 4, num_layers=2, bidirectional=True)", "x(4, 2, 3), (x(4, 2, 4), x(4, 2, 4))"),
    ("LSTM(3, 4, proj_size=2, bidirectional=True)", "x(4, 2, 3), (x(2, 2, 2), x(2, 2, 4))"),
    ("LSTM(3, 4, num_layers=2, proj_size=2, bias=False)", "x(4, 2, 3)"),
    ("GRU(3, 4)", "x(5, 2, 3)"),
    ("GRU(3, 4, num_layers=2, bidirectional=True, batch_first=True)", "x(2, 5, 3), x(4, 2, 4)"),
    ("GRU(3, 4, bias=False)", "x(5, 3)"),
    ("RNNCell(3, 4)", "x(2, 3)"),
    ("RNNCell(3, 4, bias=False, nonlinearity='relu')", "x(3), x(4)"),
    ("LSTMCell(3, 4)", "x(2, 3), (x(2, 4), x(2, 4))"),
    ("LSTMCell(3, 4, bias=False)", "x(3)"),
    ("GRUCell(3, 4)", "x(2, 3), x(2, 4)"),
    ("GRUCell(3, 4, bias=False)", "x(2, 3)"),
    ("RNN(3, 4)", "x(5, 2, 5)"),
    ("RNN(3, 4)", "x(2, 5, 2, 3)"),
    ("LSTM(3, 4)", "x(2, 5, 2, 3)"),
    ("GRU(3, 4)", "x(3)"),
    ("GRU(3, 4)", "f32(5, 2, 3)"),
    ("RNN(3, 4)", "x(5, 2, 3), x(2, 4)"),
    ("RNN(3, 4)", "x(5, 3), x(1, 1, 4)"),
    ("GRU(3, 4)", "x(5, 2, 3), x(1, 3, 4)"),
    ("LSTM(3, 4)", "x(5, 2, 3), (x(1, 3, 4), x(1, 2, 4))"),
    ("LSTM(3, 4)", "x(5, 2, 3), (x(1, 2, 4), x(2, 2, 4))"),
    ("LSTM(3, 4)", "x(5, 2, 3), (x(2, 4), x(2, 4))"),
    ("LSTM(3, 4)", "x(5, 3), (x(1, 2, 4), x(1, 2, 4))"),
    ("LSTM(0, 4)", ""),
    ("LSTM(3, 0)", ""),
    ("GRU(3, 4, num_layers=0)", ""),
    ("LSTM(3, 4, dropout=2)", ""),
    ("LSTM(3, 4, proj_size=-1)", ""),
    ("LSTM(3, 4, proj_size=4)", ""),
    ("RNN(3, 4, nonlinearity='sigmoid')", ""),
    ("LSTM(3, 4, nonlinearity='relu')", ""),
    ("GRU(3, 4, proj_size=2)", ""),
    ("GRU(3, 4)", "x(0, 2, 3)"),
    ("LSTMCell(3, 4)", "x(2, 3), (x(2, 4), x(2, 5))"),
    ("RNNCell(3, 4)", "x(3), x(2, 4)"),
    ("RNNCell(3, 4, nonlinearity='sigmoid')", "x(3)"),
    ("RNNCell(3, 4)", "x(2, 5)"),
    ("RNNCell(3, 4)", "x(2, 2, 3)"),
    ("GRUCell(3, 4)", "x(2, 3), x(2, 5)"),
    ("GRUCell(3, 4)", "x(2, 3), x(3, 4)"),
    ("LSTMCell(3, 4)", "x(2, 3), (x(2, 4), x(1, 2, 4))"),
    ("RNNCell(3, 4)", "x(2, 3), x(1, 2, 4)"),
    # attention
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(5, 2, 4), x(5, 2, 4)"),
    ("MultiheadAttention(4, 2)", "x(3, 4), x(5, 4), x(5, 4)"),
    ("MultiheadAttention(4, 2, batch_first=True)",
     "x(2, 3, 4), x(2, 3, 4), x(2, 3, 4), key_padding_mask=mask('001 000'), attn_mask=mask('011 001 000')"),
    ("MultiheadAttention(4, 2, bias=False, kdim=3, vdim=5)",
     "x(3, 2, 4), x(5, 2, 3), x(5, 2, 5), need_weights=False"),
    ("MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True)",
     "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), key_padding_mask=mask('001 000'), attn_mask=causal(3),"
     " average_attn_weights=False"),
    ("MultiheadAttention(4, 2)",
     "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), need_weights=False, attn_mask=c(4, 3, 3)"),
    ("MultiheadAttention(4, 2)",
     "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), need_weights=False, attn_mask=causal(3), is_causal=True"),
    ("MultiheadAttention(4, 3)", ""),
    ("MultiheadAttention(0, 3)", ""),
    ("MultiheadAttention(4, 2)", "x(3, 2, 6), x(3, 2, 6), x(3, 2, 6)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(5, 2, 4), x(4, 2, 4)"),
    ("MultiheadAttention(4, 2)", "x(3), x(3), x(3)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 4), x(3, 2, 4)"),
    ("MultiheadAttention(4, 2)", "x(3, 4), x(3, 2, 4), x(3, 4)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), attn_mask=c(2, 3)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), attn_mask=c(2, 3, 3)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), attn_mask=c(3)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), key_padding_mask=c(3)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), key_padding_mask=c(2, 4)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), attn_mask=ints(2, 3, 3)"),
    ("MultiheadAttention(4, 2)", "x(3, 2, 4), x(3, 2, 4), x(3, 2, 4), is_causal=True"),
    ("MultiheadAttention(4, 2)", "x(3, 4), x(3, 4), x(3, 4), attn_mask=c(3, 3, 3)"),
    ("MultiheadAttention(4, 2, kdim=3)", "x(3, 2, 4), x(3, 2, 3), x(2, 2, 4)"),
    ("TransformerEncoderLayer(4, 2, dim_feedforward=6, dropout=0.0)", "x(3, 2, 4)"),
    ("TransformerEncoderLayer(4, 2, 6, 0.0, activation='gelu', batch_first=True, norm_first=True)",
     "x(2, 3, 4), src_mask=causal(3), src_key_padding_mask=mask('001 000')"),
    ("TransformerEncoderLayer(4, 2, 6, 0.0, layer_norm_eps=0.1, bias=False)", "x(3, 4)"),
    ("TransformerEncoderLayer(4, 2, 6, activation='tanh')", ""),
    ("TransformerEncoderLayer(4, 3, 6)", ""),
    ("TransformerEncoderLayer(4, 2, 6)", "x(3, 2, 5)"),
    ("TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0), 2)", "x(3, 2, 4)"),
    ("TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0, batch_first=True), 2, norm=nn.LayerNorm(4))",
     "x(2, 3, 4), mask=causal(3), is_causal=True"),
]


def kept(tensor):
    if tensor is None:
        return None
    flat = tensor.detach().reshape(-1).tolist()
    texts = [repr(value) if isinstance(value, float) else value for value in flat]
    plain = [float(t) if isinstance(t, str) and "n" not in t else t for t in texts]
    result = {"shape": list(tensor.shape), "dtype": str(tensor.dtype)[6:], "data": plain}
    if tensor.requires_grad:
        result["grad"] = True
    return result


def flat(value):
    if isinstance(value, tuple):
        return [leaf for part in value for leaf in flat(part)]
    return [value]


def arguments(*positional, **named):
    return positional, named


def record(seed, module_text, input_text):
    torch.manual_seed(seed)
    case = {"module": module_text, "call": input_text}
    try:
        module = eval("nn." + module_text)
        for name, parameter in module.named_parameters():
            # Zeros and ones hide mistakes.
            with torch.no_grad():
                parameter.copy_(normal(*parameter.shape) * 0.5 + 0.125)
        if not input_text:
            return case | {"text": str(module)}
        positional, named = eval(f"arguments({input_text})")
        case["inputs"] = [kept(t) for t in flat(positional) + list(named.values())
                          if torch.is_tensor(t)]
        case["state"] = {name: kept(t) for name, t in module.state_dict().items()}
        case["text"] = str(module)
        outputs = flat(module(*positional, **named))
        loss = sum((output * (torch.arange(output.numel()) % 5 + 1.0).view(output.shape)).sum()
                   for output in outputs if output is not None)
        loss.backward()
        case["outputs"] = [kept(t.detach()) for t in outputs if t is not None]
        case["gradients"] = [kept(t.grad) for t in flat(positional) if t is not None and t.requires_grad]
        case["parameters"] = {name: kept(p.grad) for name, p in module.named_parameters()}
    except (RuntimeError, ValueError, TypeError, AssertionError, IndexError) as error:
        for key in ("outputs", "gradients", "parameters", "text"):
            case.pop(key, None)
        case["error"] = str(error)
    return case


def main(path):
    cases = [record(seed, *texts) for seed, texts in enumerate(CASES)]
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
